"""The bulk tasks by requests-cache's DynamoDbDict. Prints each result as a line of JSON, as bench/child.mjs does."""

import json
import sys
import time

# The script is named for the library; its own folder must not be where that is looked for.
sys.path.pop(0)

from requests_cache.backends.dynamodb import DynamoDbDict  # noqa: E402

task = json.loads(sys.argv[1])
items = task["items"]
keys = [f"item-{index:06}" for index in range(items)]
value = json.dumps({"value": "x" * 1000})

cache = DynamoDbDict(
    task["table"],
    ttl=False,
    serializer=None,
    endpoint_url=task["endpoint"],
    region_name="us-west-2",
    aws_access_key_id="AKID",
    aws_secret_access_key="SECRET",
)


def write():
    for key in keys:
        cache[key] = value
    return items


def read():
    return sum(1 for key in keys if cache[key] == value)


def iterate():
    return sum(1 for each in cache.values() if each == value)


def count():
    return len(cache)


def clear():
    cache.clear()
    return items - sum(1 for _ in cache)


for name, step in [("write", write), ("read", read), ("iterate", iterate), ("count", count), ("clear", clear)]:
    start, cpu = time.perf_counter(), time.process_time()
    try:
        done = step()
        metrics = {"ms": (time.perf_counter() - start) * 1000, "cpuMs": (time.process_time() - cpu) * 1000}
        result = {"metrics": metrics} if done == items else {"failure": f"gave {done} of {items} items"}
    except Exception as error:
        result = {"failure": f"{type(error).__name__}: {error}"}
    print(json.dumps({"case": name, **result}), flush=True)
