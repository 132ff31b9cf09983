import type { Clock } from '../core/clock.ts'
import type { Credentials } from '../core/connection.ts'

/** Temporary credentials are asked for again this long before they end, or at half their life if that is shorter. */
const refreshBeforeMs = 5 * 60_000

/** Credentials as a function that keeps what it got until shortly before it ends, and asks once for many callers. */
export function cachedCredentials(
  source: Credentials | (() => Promise<Credentials>),
  clock: Clock,
): () => Promise<Credentials> {
  if (typeof source !== 'function') return async () => source
  let current: Credentials | undefined
  let refreshAt = 0
  let asking: Promise<Credentials> | undefined
  return async () => {
    if (current && clock.now() < refreshAt) return current
    asking ??= source()
      .then((credentials) => {
        if (!credentials?.accessKeyId || !credentials.secretAccessKey) {
          throw new TypeError('the credentials function must resolve with accessKeyId and secretAccessKey')
        }
        const leftMs = (credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - clock.now()
        refreshAt = clock.now() + Math.max(leftMs / 2, leftMs - refreshBeforeMs)
        current = credentials
        return credentials
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }
}
