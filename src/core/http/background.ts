import type { Clock } from '../clock.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { withTimeout } from '../with-timeout.ts'
import type { FetchRequest } from './fetch-request.ts'

/** Work that goes on after the caller has its answer. Failures are the work's own to report. */
export class Background {
  readonly #underWay = new Set<Promise<unknown>>()

  /** Does work behind the answer; the host keeps alive for it where the request says how. */
  add(work: Promise<unknown>, { settings }: FetchRequest): void {
    this.#underWay.add(work)
    const ended = () => this.#underWay.delete(work)
    work.then(ended, ended)
    settings.waitUntil?.(work)
  }

  /** Waits for work, but at most as long as a request waits for the cache; then it goes on behind. With `waitUntil` only the host waits. */
  async within(work: Promise<unknown>, request: FetchRequest): Promise<void> {
    const { clock, cacheTimeoutMs, waitUntil } = request.settings
    this.add(work, request)
    if (waitUntil) return
    const timing = new AbortController()
    try {
      await unlessAborted(Promise.race([work, clock.sleep(cacheTimeoutMs, timing.signal)]), request.signal)
    } finally {
      timing.abort()
    }
  }

  /** Resolves with `true` when everything under way has ended, and with `false` when the time is over. */
  async settle(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<boolean> {
    const ended = async (within: AbortSignal) => {
      while (this.#underWay.size > 0 && !within.aborted) await Promise.allSettled(this.#underWay)
      return true
    }
    return withTimeout(ms, clock, signal, ended, () => false)
  }
}
