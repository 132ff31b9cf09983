import type { IncomingMessage } from 'node:http'
import type { Body } from './faults/answer.ts'

/** The whole body of a request; `undefined` when who sends it goes away before its end, as a program that is killed does. */
export async function bodyOf(request: IncomingMessage): Promise<Body | undefined> {
  try {
    return Buffer.concat(await request.toArray())
  } catch (error) {
    if (request.destroyed) return undefined
    throw error
  }
}
