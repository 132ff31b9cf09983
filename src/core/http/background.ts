import type { Clock } from '../clock.ts'
import type { WaitUntil } from './settings.ts'

/** Work that goes on after the caller has its answer. Failures are the work's own to report. */
export class Background {
  readonly #clock: Clock
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Waits for work, but at most so long; then it goes on behind. With `waitUntil` nobody waits but the host. */
  async within(ms: number, work: Promise<unknown>, waitUntil?: WaitUntil): Promise<void> {
    this.#underWay.add(work)
    const ended = () => this.#underWay.delete(work)
    work.then(ended, ended)
    if (waitUntil) return waitUntil(work)
    const timing = new AbortController()
    try {
      await Promise.race([work, this.#clock.sleep(ms, timing.signal)])
    } finally {
      timing.abort()
    }
  }

  /** Resolves when everything under way has ended. */
  async settle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
  }
}
