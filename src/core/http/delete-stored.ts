import { listHeads } from '../dict/list-heads.ts'
import { type Checks, checkOptions, isFunction, isObject, isText } from '../options.ts'
import { inParallel } from '../parallel.ts'
import { checkSource, type Source } from '../source.ts'
import type { SendOptions } from '../transport.ts'
import type { DynamoDbCache } from './cache.ts'
import {
  type Scope,
  type ScopeOptions,
  scopeChecks,
  scopeOfResource,
  scopeOfUrl,
  scopesOf,
  splitKey,
} from './entry-scope.ts'
import { requestFor } from './find-entry.ts'
import { resourceKey } from './keys.ts'
import { markPlacesFor } from './marks.ts'
import { Removal } from './removal.ts'
import { listSeen, type StateOptions, stateChecks } from './stored-entries.ts'

/** What to remove: one of keys, URLs, requests and parts of the cache; a state; or a part of the cache and a state. */
export interface DeleteSelector extends ScopeOptions, StateOptions, SendOptions {
  /** One key, as `response.cacheKey` and entries have it. Default: none. */
  readonly key?: string | undefined
  /** Many keys, in memory or as they come. Default: none. */
  readonly keys?: Source<string> | undefined
  /** Many URLs, each as `url`. Default: none. */
  readonly urls?: Source<string | URL> | undefined
  /** Requests as sessions get them: by method, URL, body and matched headers, whatever the credentials. Default: none. */
  readonly requests?: Source<Request> | undefined
  /**
   * Told how many responses are removed so far; what it throws is ignored, and `signal` stops the work. Default: nobody
   * is told.
   */
  readonly onProgress?: ((removed: number) => void) | undefined
}

const deleteChecks: Checks = {
  ...scopeChecks,
  ...stateChecks,
  key: isText('a text that is not empty', /./s),
  keys: checkSource,
  urls: checkSource,
  requests: checkSource,
  onProgress: isFunction,
  signal: isObject,
}

/** Removes stored responses, and the redirects that lead to them; resolves with the number of responses. */
export async function deleteStored(cache: DynamoDbCache, selector: DeleteSelector): Promise<number> {
  checkOptions(selector, deleteChecks, 'delete')
  const { key, keys, url, urls, requests, host, prefix, signal, onProgress } = selector
  const { valid, stale, expired, invalid, olderThan } = selector
  const hasState = Boolean(valid || stale || expired || invalid || olderThan !== undefined)
  const places = Object.entries({ key, keys, urls, requests, url, host, prefix })
  const [named, other] = places.flatMap(([name, value]) => (value === undefined ? [] : name))
  if (other) throw new TypeError(`pass one of ${named} and ${other}`)
  if (!named && !hasState) throw new TypeError('delete takes what to remove; clear removes everything')
  if (hasState && /^(key|keys|urls|requests)$/.test(`${named}`))
    throw new TypeError(`${named} takes no state beside it, such as expired or olderThan`)

  // What a URL leads to is what its users see of it.
  const withHops = !hasState && Boolean(url ?? urls ?? requests)
  const removal = new Removal(cache, { signal, onProgress, withHops })
  const remove = (scope: Scope) => removal.byKey(keysIn(cache, scope, withHops, signal))
  const { concurrency } = cache.responses['~items']
  const removeUrl = async (each: string | URL) => {
    const scope = await scopeOfUrl(cache, each, selector)
    for (const mark of await marksOfUrl(cache, each, selector)) await removal.mark(mark)
    await remove(scope)
  }
  const removeRequest = async (each: Request) => {
    const request = await requestFor(cache, each, selector)
    const resource = await resourceKey(request, request.settings.keys)
    await removal.mark(resource)
    await remove(scopeOfResource(resource))
  }
  if (key !== undefined) await removal.byKey([key], true)
  else if (keys) await removal.byKey(keys, true)
  else if (urls) await inParallel(urls, concurrency, removeUrl)
  else if (requests) await inParallel(requests, concurrency, removeRequest)
  else if (hasState) await removal.asSeen(listSeen(cache, await scopesOf(cache, selector), selector, { signal }))
  else if (url !== undefined) await removeUrl(url)
  else for (const scope of await scopesOf(cache, selector)) await remove(scope)
  await removal.end()
  return removal.count
}

/** The keys that are marked when a URL is invalidated. Those that `keyFn` makes are not for a URL to tell. */
async function marksOfUrl(cache: DynamoDbCache, url: string | URL, selector: DeleteSelector): Promise<string[]> {
  const get = await requestFor(cache, url, selector)
  if (get.settings.keys.keyFn) return []
  return (await markPlacesFor(get, get.url, cache.tableName)).map(({ key }) => key)
}

/** The keys of a part of the cache, and of what its redirects end at. */
async function* keysIn(
  cache: DynamoDbCache,
  scope: Scope,
  followsRedirects: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void> {
  const everything = { valid: true, stale: true, invalid: true }
  for await (const { head } of listSeen(cache, [scope], everything, { signal })) yield head.key
  if (!followsRedirects || scope.prefix === undefined) return
  const redirects = listHeads(cache.redirects['~items'], { prefix: scope.prefix, withText: true, signal })
  for await (const { key, text } of redirects) {
    const end = text !== undefined && scope.matches(key, undefined) ? splitKey(text)?.resource : undefined
    if (end) yield* keysIn(cache, scopeOfResource(end), false, signal)
  }
}
