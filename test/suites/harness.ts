import type * as Library from '../../src/runtimes/node.ts'
import type * as Serializers from '../node/serializers.ts'

export type { Library }

/** What a runner gives to a suite: the runtime's own build, and addresses. Everything else goes over HTTP. */
export interface Harness {
  readonly lib: typeof Library
  /** What the entries beside the main one export. */
  readonly serializers: typeof Serializers
  /** Region, credentials and the sender under test. */
  readonly connection: Pick<Library.ConnectionOptions, 'region' | 'credentials' | 'transport'>
  /** The engine, or the strict server before it. */
  readonly endpoint: string
  /** The strict server, with its control endpoints. */
  readonly strictUrl: string
  /** An address at which nothing listens. */
  readonly deadEndpoint: string
  /** The HTTP origin with its control endpoints. */
  readonly originUrl: string
  /** The fault proxy before the engine, with its control endpoints. */
  readonly faultsUrl: string
  /** What sessions need to be told in this runtime, to do what they do by themselves in others. */
  readonly session?: Library.SessionSettings
}

/** Defines one test, as vitest's `test` does. */
export type Define = (name: string, body: () => Promise<void> | void) => void

export type Suite = (test: Define, harness: Harness) => void

/** A name that no other test has. */
export const newName = (what: string): string => `${what}-${crypto.randomUUID()}`

/** Real time, which a test can move forward. */
export class ManualClock implements Library.Clock {
  offsetMs = 0

  now(): number {
    return Date.now() + this.offsetMs
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    })
  }
}

/**
 * The same, but it goes on instead of waiting. Not for a dict that makes its table: all time limits would be over at once.
 */
export class SkippingClock extends ManualClock {
  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.offsetMs += ms
  }
}

/** A transport that notes the operations it sends. */
export function counting(transport: Library.Transport): Library.Transport & { readonly sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    send(operation, input, options) {
      sent.push(operation)
      return transport.send(operation, input, options)
    },
  }
}

/** The errors of promises that all reject. */
export const rejections = (promises: Promise<unknown>[]): Promise<(Error & Record<string, unknown>)[]> =>
  Promise.all(promises.map(rejection))

/** The error that a promise rejects with; it is a failure of the test when it does not reject. */
export async function rejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('the promise did not reject')
}

export async function listOf<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of source) list.push(item)
  return list
}
