import { deleteSeen } from '../../dict/delete-seen.ts'
import { readHead } from '../../dict/list-heads.ts'
import { safeListener } from '../../events.ts'
import { type Checks, checkOptions, isFunction, isObject } from '../../options.ts'
import { inParallel } from '../../parallel.ts'
import type { SendOptions } from '../../transport.ts'
import type { DynamoDbCache } from '../cache.ts'
import { defaultsOf, scopeOfResource } from '../entry-scope.ts'
import type { KeySettings } from '../key-settings.ts'
import { resourceKey } from '../keys.ts'
import type { SessionDefaults } from '../session-defaults.ts'
import type { SessionSettings } from '../settings.ts'
import { listSeen, type Seen } from '../stored-entries.ts'
import type { StoredMeta, StoredResponse } from '../stored-response.ts'
import { variantKey } from '../variants.ts'
import { moveRedirects } from './move-redirects.ts'
import { readWhole, writeWhole } from './whole-entry.ts'

/** Options of `recreateKeys`. */
export interface RecreateOptions extends SendOptions {
  /** The settings with which the entries were stored. Default: none for keys. */
  readonly from?: SessionSettings | undefined
  /** The settings with which they are to be found. Default: those of the first session with this cache. */
  readonly to?: SessionSettings | undefined
  /** Told how far it is, after each entry; what it throws is ignored. Default: nobody is told. */
  readonly onProgress?: ((progress: RecreateResult) => void) | undefined
}

/** What `recreateKeys` did. */
export interface RecreateResult {
  /** The number of entries that have another key now. */
  readonly recreated: number
  /** The number of those whose key is the same by both settings. */
  readonly unchanged: number
  /** The number of those that stay as they are, since their new key cannot be known, or something is there already. */
  readonly left: number
}

/** So many moved keys are remembered until redirects are brought up to date. */
const rememberedKeys = 50_000

/**
 * Gives stored responses the keys that they have by other settings for keys (`ignoredParameters`, `redact`, `sortQuery`,
 * `keySecret`, `keyFn`), so that they are found when those have changed. Variants stay apart. What is stored meanwhile is not
 * lost, and a run that was broken off may be done again.
 *
 * A key is made of more than what is stored. An entry gets a new key only where its present one shows that it is made by
 * `from` of its URL and method alone. So these stay as they are: those with secrets in the URL, with a body, with headers
 * matched by `matchHeaders`, of pages from other origins, and of those only who send the same credentials. `matchHeaders` may
 * not grow. A `keyFn` gets the stored URL, without what is ignored or redacted, and no headers.
 *
 * @throws {TypeError} when an option is not as it should be.
 * @example
 * const { recreated, left } = await recreateKeys(cache, { to: { ignoredParameters: ['utm_source'] } })
 */
export async function recreateKeys(cache: DynamoDbCache, options: RecreateOptions = {}): Promise<RecreateResult> {
  checkOptions(options, recreateChecks, 'recreateKeys')
  const { signal } = options
  const from = defaultsOf(cache, { settings: options.from ?? {} })
  const to = defaultsOf(cache, { settings: options.to })
  const tell = safeListener(options.onProgress)
  const counts = { recreated: 0, unchanged: 0, left: 0 }
  let moved = new Map<string, string>()
  const moveThem = async () => {
    const map = moved
    moved = new Map()
    await moveRedirects(cache, map, { signal })
  }
  const everything = [{ prefix: undefined, matches: () => true }]
  const store = cache.responses['~items']
  // The variants of a resource follow it in the listing.
  let first: { readonly key: string; readonly outcome: Promise<Outcome> } | undefined
  await inParallel(listSeen(cache, everything, {}, { signal }), store.concurrency, async (seen) => {
    const { key } = seen.head
    const leader = first && isOf(key, first.key) ? first.outcome : undefined
    const moving = recreate(cache, seen, from, to, leader, signal)
    if (!leader) first = { key, outcome: moving }
    const { outcome, newKey } = await moving
    if (outcome === 'recreated' && newKey !== undefined) moved.set(key, newKey)
    counts[outcome]++
    tell({ ...counts })
    if (moved.size >= rememberedKeys) await moveThem()
  })
  await moveThem()
  return counts
}

const recreateChecks: Checks = {
  from: isObject,
  to: isObject,
  onProgress: isFunction,
  signal: isObject,
}

interface Outcome {
  readonly outcome: keyof RecreateResult
  readonly newKey?: string
}

async function recreate(
  cache: DynamoDbCache,
  seen: Seen,
  from: SessionDefaults,
  to: SessionDefaults,
  leader: Promise<Outcome> | undefined,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { head, stored } = seen
  const planned = stored && (await newKeyOf(head.key, stored, from, to))
  // Where the resource's own entry could not move, its variants would not be found.
  const isFirstMoved = (await leader)?.outcome === 'recreated'
  if (!stored || !planned) return { outcome: 'left' }
  const { resource, rest } = planned
  const newKey = resource + rest
  if (newKey === head.key) return { outcome: 'unchanged' }
  const isFound = rest === '' || isFirstMoved || (await isVariantOf(cache, resource, stored, newKey, signal))
  if (!isFound) return { outcome: 'left' }
  const isMoved = await move(cache, seen, newKey, signal)
  return isMoved ? { outcome: 'recreated', newKey } : { outcome: 'left' }
}

/** A key by the new settings, where it can be known: that of the resource, and what follows it. */
async function newKeyOf(
  key: string,
  stored: StoredResponse,
  from: SessionDefaults,
  to: SessionDefaults,
): Promise<{ resource: string; rest: string } | undefined> {
  if (stored.isOwn || !URL.canParse(stored.url)) return undefined
  const old = (await from.settingsFor(stored.url, undefined)).keys
  const now = (await to.settingsFor(stored.url, undefined)).keys
  if (!knowsHeaders(old, now)) return undefined
  const resource = await bareKey(stored, now)
  if (isOf(key, resource)) return { resource, rest: key.slice(resource.length) }
  const formerly = await bareKey(stored, old)
  const rest = key.slice(formerly.length)
  // That of a variant does not depend on the key before it; a part for credentials does.
  return isOf(key, formerly) && !rest.startsWith(' ~') ? { resource, rest } : undefined
}

/** Whether what moved before has this one for a variant: a run may have been broken off between them. */
async function isVariantOf(
  { responses }: DynamoDbCache,
  resource: string,
  { variant }: StoredResponse,
  newKey: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const head = await readHead<StoredMeta>(responses['~items'], resource, { signal, consistent: true })
  return head !== undefined && (await variantKey(resource, head.meta.family ?? '', variant)) === newKey
}

const isOf = (key: string, resource: string): boolean =>
  key.startsWith(resource) && scopeOfResource(resource).matches(key, undefined)

/** The key of a request without headers and body. */
const bareKey = ({ method, url }: StoredResponse, settings: KeySettings): Promise<string> =>
  resourceKey({ method, url, headers: new Headers(), selecting: [] }, settings)

/** Whether the headers that count now counted before: then the former key shows that there were none. */
function knowsHeaders({ matchHeaders: old = false }: KeySettings, { matchHeaders: now = false }: KeySettings): boolean {
  if (now === false || old === true) return true
  if (now === true || old === false) return false
  const known = old.map((name) => name.toLowerCase())
  return now.every((name) => known.includes(name.toLowerCase()))
}

async function move(
  cache: DynamoDbCache,
  { head }: Seen,
  key: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const entry = await readWhole(cache, head, { signal })
  if (!entry) return false
  const store = cache.responses['~items']
  // Even what is older may be another variant.
  if (!(await writeWhole(cache, { ...entry, key }, { signal, ifAbsent: true }))) {
    const there = await readHead<StoredMeta>(store, key, { signal, consistent: true })
    const { requestTime, responseTime } = entry.stored
    // A run before may have been broken off between the two.
    const isSame = there?.meta.requestTime === requestTime && there.meta.responseTime === responseTime
    if (!isSame) return false
  }
  await deleteSeen(store, head, { signal })
  return true
}
