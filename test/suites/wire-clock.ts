import type { FaultyLine } from './faults.ts'
import { ManualClock } from './harness.ts'

/** Limits of attempts are seconds and have a signal; waits between attempts are milliseconds. */
const leastLimitMs = 1_000

/**
 * For what goes over a faulty line: waits between attempts are noted and skipped. The time limit of an attempt is over as soon as
 * the line holds the request of that attempt, and otherwise never, so that no test waits for it and no slow machine meets it.
 */
export class WireClock extends ManualClock {
  /** How long each wait between attempts was to be. */
  readonly waits: number[] = []
  /** Is called at each of them, with how many there have been. */
  onWait: (count: number) => unknown = () => undefined
  readonly #line: FaultyLine | undefined
  /** How many limits are over. */
  #over = 0

  /** @param line where requests are held; without it no time limit is ever over. */
  constructor(line?: FaultyLine) {
    super()
    this.#line = line
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const isLimit = signal !== undefined && ms >= leastLimitMs
    const over = isLimit ? this.#line?.held(this.#over + 1, signal) : this.onWait(this.waits.push(ms))
    await Promise.race([isLimit && !this.#line ? never : over, aborted(signal)])
    if (isLimit) this.#over++
    this.offsetMs += ms
  }
}

const never = new Promise<never>(() => {})

/** Rejects when a signal is aborted, and does nothing else. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
