import type { IncomingHttpHeaders } from 'node:http'
import type { Fault } from '../../suites/faults.ts'
import { type Answer, refusal } from './answer.ts'

/** How far AWS lets the time of a signature be off. */
const toleranceMs = 5 * 60_000

/** The answer to a signature that AWS would not accept, or `undefined` when it is as it should be. */
export function refuse(fault: Fault, headers: IncomingHttpHeaders, refused: Map<Fault, string>): Answer | undefined {
  if (fault.skewMs !== undefined) return refuseTime(String(headers['x-amz-date']), Date.now() + fault.skewMs)
  if (!fault.refused) return undefined
  const accessKeyId = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1]
  const identity = `${accessKeyId} ${headers['x-amz-security-token'] ?? ''}`
  if (!refused.has(fault)) refused.set(fault, identity)
  if (refused.get(fault) !== identity) return undefined
  return refusal(fault.refused, 'The security token included in the request is not valid')
}

/** Says it as AWS does, for the message may be all that is seen. */
function refuseTime(signed: string, now: number): Answer | undefined {
  const signedAt = Date.parse(signed.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  if (Math.abs(signedAt - now) <= toleranceMs) return undefined
  const isLate = signedAt < now
  const limit = compact(isLate ? now - toleranceMs : now + toleranceMs)
  const message = isLate
    ? `Signature expired: ${signed} is now earlier than ${limit} (${compact(now)} - 5 min.)`
    : `Signature not yet current: ${signed} is still later than ${limit} (${compact(now)} + 5 min.)`
  return refusal('InvalidSignatureException', message)
}

/** An answer as a server gives it whose clock is ahead. */
export const withDate = (answer: Answer, skewMs: number): Answer => ({
  ...answer,
  headers: { ...answer.headers, date: new Date(Date.now() + skewMs).toUTCString() },
})

const compact = (time: number): string => new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, '')
