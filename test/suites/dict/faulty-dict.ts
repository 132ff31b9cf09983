import { type Fault, newLine } from '../faults.ts'
import type { Harness, Library } from '../harness.ts'
import { newDict } from './fixture.ts'

/** A dict of its own for one test that meets faults on its way to the engine, and another writer that meets none. */
export async function newFaultyDict<V = unknown>(
  harness: Harness,
  faults: readonly Fault[],
  options: Library.DynamoDbDictOptions<V> = {},
) {
  const line = await newLine(harness.faultsUrl, ...faults)
  const { dict: other, sibling, ...rest } = newDict<V>(harness, options)
  // A longer deadline than that of a request: a busy machine is no fault.
  const transport = harness.lib.createTransport({ ...harness.connection, endpoint: line.url, timeoutMs: 60_000 })
  await other.ready()
  return { ...rest, other, line, dict: sibling({ ...options, transport }) }
}
