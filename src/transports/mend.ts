import type { Failure } from './failure.ts'

/** AWS takes signatures that are five minutes off at most. */
const toleratedMs = 4 * 60_000

export interface Signing {
  /** The time of the signature that was refused, in epoch milliseconds. */
  readonly signedAt: number
  /** Signs from now on by AWS's time, which is this now. */
  setTime(now: number): void
  /** Lets go of the credentials, so that others are asked for; `false` when there are none. */
  dropCredentials(): boolean
}

/** What may have been the cause of a refusal. */
export type Cause = 'clock' | 'credentials'

/**
 * Takes away why AWS refused a signature: a clock that is wrong, or credentials that have expired; each once for one request,
 * and either may show only when the other is right. Says whether it could.
 */
export function mend(failure: Failure, mended: Set<Cause>, signing: Signing): boolean {
  const { signedAt, setTime, dropCredentials } = signing
  const now = serverTime(failure)
  const cause = Math.abs(now - signedAt) > toleratedMs ? 'clock' : 'credentials'
  if (mended.has(cause)) return false
  mended.add(cause)
  if (cause === 'credentials') return dropCredentials()
  setTime(now)
  return true
}

/**
 * AWS's time when it refused a signature for its age, in epoch milliseconds, otherwise NaN. It is in the header `Date`, and in
 * the message for pages, which do not see that.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
function serverTime({ type = '', message = '', date }: Failure): number {
  if (!/Signature|Request/.test(type)) return Number.NaN
  // Such as "Signature expired: … is now earlier than 20261125T121000Z (20261125T121500Z - 5 min.)".
  const [, told] = /\((\d{8}T\d{6}Z) [-+] /.exec(message) ?? []
  return Date.parse(told ? told.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5') : `${date}`)
}
