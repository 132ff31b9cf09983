import type { Clock } from '../core/clock.ts'
import { type Credentials, checkCredentials } from '../core/connection.ts'

/** Temporary credentials are asked for again this long before they end, or at half their life if that is shorter. */
const refreshBeforeMs = 5 * 60_000

/** A question that was not answered for so long, or has failed while others still hold, is asked again. */
const askAgainMs = 10_000

/** As the providers of the AWS SDK: those that keep what they got look anew when AWS has refused it. */
type Source = (options?: { readonly forceRefresh: true }) => Promise<Credentials>

export interface CredentialsCache {
  /** Those that it has, while they need not be asked for anew. */
  held(): Credentials | undefined
  get(): Promise<Credentials>
  /** Forgets credentials that AWS did not accept; `false` when there is nobody to be asked for others. */
  drop(refused: Credentials): boolean
}

/**
 * Keeps the credentials that a function gives until they end. Shortly before, others are asked for, and nobody waits for them:
 * a question that fails, or is slow, harms no request. Callers at the same time share one question, unless the runtime forbids
 * them to wait for each other's promises.
 */
export function cachedCredentials(
  source: Credentials | (() => Promise<Credentials>),
  clock: Clock,
  sharesPromises: boolean,
): CredentialsCache {
  if (typeof source !== 'function') return { held: () => source, get: async () => source, drop: () => false }
  let current: Credentials | undefined
  let [refreshAt, endsAt, askedAt] = [0, 0, 0]
  /** Whether AWS has refused what the source gave last. */
  let isRefused = false
  let asking: Promise<Credentials> | undefined
  /** Questions are numbered: the answer to one that another has overtaken is not kept. */
  let [asked, outdated] = [0, 0]
  const held = () => (clock.now() < refreshAt ? current : undefined)
  return {
    held,
    async get() {
      const fresh = held()
      if (fresh) return fresh
      const now = clock.now()
      const valid = now < endsAt ? current : undefined
      const isAsked = asking && now <= askedAt + askAgainMs && (sharesPromises || valid)
      const question = isAsked && asking ? asking : ask(now)
      return valid ?? question
    },
    drop(refused) {
      if (current === refused) {
        current = undefined
        isRefused = true
        // It may give the same ones.
        outdated = asked
        asking = undefined
      }
      return true
    },
  }

  function ask(now: number): Promise<Credentials> {
    askedAt = now
    const question = answered(++asked)
    asking = question
    const isLast = () => {
      if (asking !== question) return false
      asking = undefined
      return true
    }
    question.then(isLast, () => {
      if (isLast()) refreshAt = clock.now() + askAgainMs
    })
    return question
  }

  async function answered(number: number): Promise<Credentials> {
    const given: unknown = await (source as Source)(isRefused ? { forceRefresh: true } : undefined)
    checkCredentials(given, 'credentials()')
    if (number <= outdated) return given
    outdated = number
    isRefused = false
    const now = clock.now()
    endsAt = given.expiration?.getTime() ?? Infinity
    refreshAt = now + Math.max((endsAt - now) / 2, endsAt - now - refreshBeforeMs)
    current = given
    return given
  }
}
