import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from '../../suites/faults.ts'
import { type Answer, ask, forge, type Request, withWrongCrc } from './answer.ts'
import { isBatch, splitBatch, withUndone } from './batch.ts'
import { askWithin } from './capacity.ts'
import { refuse, withDate } from './credentials.ts'
import { deliver } from './deliver.ts'
import { isEventual, isWrite } from './lagging-copy.ts'
import type { Line } from './line.ts'

/** Passes a request on to the engine and its answer back, or does to them what the fault says that meets it. */
export async function pass(line: Line, request: Request, response: ServerResponse): Promise<void> {
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
  const fault = line.schedule.next(operation, keyIn(request))
  const isIn = { operation, isMet: false }
  // In the order in which they come in.
  line.requests.push(isIn)
  const { answer: own, isMet } = await answerOf(line, operation, request, fault)
  isIn.isMet = isMet
  const { isHeld, delayMs, answer } = fault ?? {}
  if (delayMs) await wait(delayMs)
  if (isHeld || answer === 'never' || answer === 'slow') line.held.add()
  if (isHeld) await line.released.opened
  if (answer === 'never') return
  response.sendDate = !fault?.isDateHidden
  await deliver(response, own, fault)
}

/** What there is to be sent, and whether that is other than the engine would have it. */
async function answerOf(
  line: Line,
  operation: string,
  request: Request,
  fault: Fault = {},
): Promise<{ answer: Answer | undefined; isMet: boolean }> {
  const { engineUrl, copy, buckets, refused } = line
  const { isDone = true, answer, capacity, unprocessed, hasWrongCrc, ...rest } = fault
  if (capacity) return askWithin(capacity, buckets, operation, request, engineUrl)
  if (rest.skewMs !== undefined || rest.refused) {
    const refusal = refuse(fault, request.headers, refused)
    const answer = refusal ?? (await ask(engineUrl, request))
    const isDated = rest.skewMs !== undefined && !rest.isDateHidden
    return { answer: isDated ? withDate(answer, rest.skewMs ?? 0) : answer, isMet: refusal !== undefined }
  }
  if (unprocessed !== undefined && isBatch(operation)) {
    const { request: kept, undone } = splitBatch(request, (_, index) => unprocessed === 'all' || index < unprocessed)
    return { answer: withUndone(operation, kept && (await ask(engineUrl, kept)), undone), isMet: true }
  }
  const isLate = copy !== undefined && isEventual(request)
  const own = isDone ? await (isLate ? copy.read(request) : ask(engineUrl, request)) : undefined
  if (copy && own?.status === 200 && isWrite(request)) await copy.note(request)
  const isMet = isLate || Object.keys(fault).length > 0
  if (typeof answer === 'object') return { answer: forge(answer), isMet }
  return { answer: own && hasWrongCrc ? withWrongCrc(own) : own, isMet }
}

/** The key of the one item that a request names. */
function keyIn({ body }: Request): string | undefined {
  const { Key, Item } = JSON.parse(String(body))
  return (Key ?? Item)?.key?.S
}
