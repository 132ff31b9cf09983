import { isForestalled } from '../dict/conditions.ts'
import { safeListener } from '../events.ts'
import { type Duration, durationMs, type Expiry, isDuration, isExpiry, lifetimeMs } from '../expiry.ts'
import { type Checks, checkOptions, isBoolean, isFunction, isObject } from '../options.ts'
import { inParallel } from '../parallel.ts'
import type { SendOptions } from '../transport.ts'
import type { DynamoDbCache } from './cache.ts'
import { defaultsOf, type ScopeOptions, scopeChecks, scopesOf } from './entry-scope.ts'
import { currentAgeMs } from './policy/freshness.ts'
import { isAge, listSeen, type StateOptions } from './stored-entries.ts'
import { metaOf } from './stored-response.ts'

/** Which entries get a new freshness. Default: all that may still be of use. */
export interface ResetOptions extends ScopeOptions, Omit<StateOptions, 'expired' | 'invalid'>, SendOptions {
  /** How long entries are kept once they are stale: seconds, or `'7d'`. Default: that of the session, or `'7d'`. */
  readonly keepStale?: Duration | undefined
  /** Told how many entries are changed so far; what it throws is ignored. Default: nobody is told. */
  readonly onProgress?: ((changed: number) => void) | undefined
}

const resetChecks: Checks = {
  ...scopeChecks,
  valid: isBoolean,
  stale: isBoolean,
  olderThan: isAge,
  keepStale: isDuration,
  onProgress: isFunction,
  signal: isObject,
}

/** Gives entries a new freshness, from now; resolves with the number of those that were changed. */
export async function resetExpiration(cache: DynamoDbCache, expiry: Expiry, options: ResetOptions): Promise<number> {
  isExpiry(expiry, 'expiry')
  checkOptions(options, resetChecks, 'resetExpiration')
  const { keepStale, signal } = options
  const tell = safeListener(options.onProgress)
  const { responses } = cache
  const { table, concurrency } = responses['~items']
  const keepMs =
    keepStale === undefined ? defaultsOf(cache, options).resolved.keepStaleMs : durationMs(keepStale, 'keepStale')
  let changed = 0
  const seen = listSeen(cache, await scopesOf(cache, options), options, { signal })
  await inParallel(seen, concurrency, async ({ head, stored }) => {
    if (!stored) return
    const now = table.clock.now()
    const fresh = lifetimeMs(expiry, now, 'expiry')
    const meta = metaOf({
      ...stored,
      // A lifetime counts from when the origin made the response (RFC 9111 §4.2).
      lifetimeMs: Math.min(currentAgeMs(stored, now) + fresh, Number.MAX_SAFE_INTEGER),
      freshUntil: now + fresh,
    })
    const keptUntil = now + fresh + keepMs
    const ttl = keptUntil > 8.64e15 ? 'never' : new Date(keptUntil)
    try {
      await responses.patchMeta(head.key, meta, { ttl, ifVersion: head.version, signal })
    } catch (error) {
      // What was stored meanwhile has a freshness of its own.
      if (isForestalled(error)) return
      throw error
    }
    tell(++changed)
  })
  return changed
}
