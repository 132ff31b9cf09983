import type { Clock } from '../core/clock.ts'
import { type Credentials, checkCredentials } from '../core/connection.ts'

/** Temporary credentials are asked for again this long before they end, or at half their life if that is shorter. */
const refreshBeforeMs = 5 * 60_000

/** A call that has not answered for so long is given up for a new one. */
const askAgainMs = 10_000

export interface CredentialsCache {
  get(): Promise<Credentials>
  /** Forgets credentials that AWS did not accept; `false` when there is nobody to be asked for others. */
  drop(refused: Credentials): boolean
}

/**
 * Keeps the credentials that a function gives until shortly before they end. Callers at the same time share one question,
 * unless the runtime forbids them to wait for each other's promises.
 */
export function cachedCredentials(
  source: Credentials | (() => Promise<Credentials>),
  clock: Clock,
  sharesPromises: boolean,
): CredentialsCache {
  if (typeof source !== 'function') return { get: async () => source, drop: () => false }
  let current: Credentials | undefined
  let refreshAt = 0
  let asking: Promise<Credentials> | undefined
  let askedAt = 0
  return {
    async get() {
      const now = clock.now()
      if (current && now < refreshAt) return current
      if (!asking || !sharesPromises || now > askedAt + askAgainMs) {
        askedAt = now
        asking = ask()
      }
      try {
        return await asking
      } finally {
        asking = undefined
      }
    },
    drop(refused) {
      if (current === refused) current = undefined
      return true
    },
  }

  async function ask(): Promise<Credentials> {
    const credentials: unknown = await (source as () => Promise<Credentials>)()
    checkCredentials(credentials, 'credentials()')
    const now = clock.now()
    const leftMs = (credentials.expiration?.getTime() ?? Infinity) - now
    refreshAt = now + Math.max(leftMs / 2, leftMs - refreshBeforeMs)
    current = credentials
    return credentials
  }
}
