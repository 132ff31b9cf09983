import { createTransport, type Transport } from '../../../src/runtimes/node.ts'

export type Sender = 'sigv4' | 'aws-sdk'

/** Its waits take no time, but for those that guard against a request that hangs. */
const impatient = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms < 1_000 ? 0 : ms)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    }),
}

export const transportTo = (endpoint: string, sender: Sender): Transport =>
  createTransport({
    transport: sender,
    endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
    clock: impatient,
    timeoutMs: 60_000,
  })
