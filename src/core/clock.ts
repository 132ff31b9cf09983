import { unlessAborted } from './unless-aborted.ts'

/** Where time comes from. Pass one as `clock` to move time in a test. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /**
   * Resolves after `ms` milliseconds.
   *
   * @throws the signal's reason, when it is aborted before.
   */
  sleep(ms: number, signal?: AbortSignal | undefined): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    let timer: ReturnType<typeof setTimeout> | undefined
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    await unlessAborted(timeUp, signal).finally(() => clearTimeout(timer))
  },
}
