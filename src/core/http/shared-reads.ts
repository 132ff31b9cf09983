import { unlessAborted } from '../unless-aborted.ts'

interface SharedRead<T> {
  readonly result: Promise<T>
  waiting: number
  isEnded: boolean
  /** Ends the read when nobody waits for it any more. */
  stop(): void
}

/** Reads that are under way, one for each key. Who wants the same meanwhile waits for it, as long as he himself can wait. */
export class SharedReads<T> {
  readonly #underWay = new Map<string, SharedRead<T>>()

  async read(key: string, signal: AbortSignal, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const shared = this.#underWay.get(key) ?? this.#begin(key, send)
    shared.waiting++
    try {
      return await unlessAborted(shared.result, signal)
    } finally {
      // It has ended, or somebody has waited long enough: whoever comes now reads anew.
      if (this.#underWay.get(key) === shared) this.#underWay.delete(key)
      if (--shared.waiting === 0 && !shared.isEnded) shared.stop()
    }
  }

  /** Nobody waits any more for a read from before now: he would not see what has been written. */
  leave(): void {
    this.#underWay.clear()
  }

  #begin(key: string, send: (signal: AbortSignal) => Promise<T>): SharedRead<T> {
    const stopping = new AbortController()
    const result = send(stopping.signal)
    const shared = { result, waiting: 0, isEnded: false, stop: () => stopping.abort() }
    const end = () => {
      shared.isEnded = true
    }
    result.then(end, end)
    this.#underWay.set(key, shared)
    return shared
  }
}
