import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from '../../suites/faults.ts'
import type { Answer } from './answer.ts'

const slowMs = 100

/** Sends an answer, or as much of it as the fault lets through. Without one the connection ends. */
export async function deliver(response: ServerResponse, answer: Answer | undefined, fault: Fault = {}): Promise<void> {
  const end = () => (fault.isReset ? response.socket?.resetAndDestroy() : response.destroy())
  if (!answer || fault.answer === 'none') {
    end()
    return
  }
  const { status, headers, body } = fault.answer === 'truncated' ? withoutEnd(answer) : answer
  response.writeHead(status, { ...headers, 'content-length': body.byteLength })
  if (fault.answer === 'part') response.write(body.subarray(0, -1), end)
  else if (fault.answer === 'slow') await trickle(response, body)
  else {
    const { socket } = response
    response.end(body)
    // By then the answer has been read: what is reset before is lost.
    if (fault.answer === 'whole') setTimeout(() => socket?.resetAndDestroy(), slowMs)
  }
}

const withoutEnd = (answer: Answer): Answer => ({ ...answer, body: answer.body.subarray(0, -1) })

async function trickle(response: ServerResponse, body: Uint8Array): Promise<void> {
  for (const byte of body) {
    if (response.destroyed) return
    response.write(Uint8Array.of(byte))
    await wait(slowMs)
  }
  response.end()
}
