import { isDeepStrictEqual } from 'node:util'
import type { Call } from './calls.ts'
import type { ModelDict } from './model-dict.ts'
import { type Outcome, play } from './play.ts'

const single = ['get', 'has', 'getEntry', 'expiresAt', 'getMany', 'size', 'isEmpty']
const listings = ['keys', 'values', 'entries', 'pages']
const reads = [...single, ...listings]

/** What was in a dict at one time or another, which a stale read may tell. */
export class History {
  readonly #states: ModelDict[]

  constructor(first: ModelDict) {
    this.#states = [first.copy()]
  }

  /** Notes what a call made of what was there before it. */
  async add(before: ModelDict, [method, ...args]: Call, after: ModelDict): Promise<void> {
    if (method === 'setMany') this.#states.push(...(await partsOf(before, args[0] as unknown[], args[1])))
    this.#states.push(after.copy())
  }

  /** Whether a read would once have come to this, but for what has expired since. */
  async has([method, ...args]: Call, outcome: Outcome, now: number): Promise<boolean> {
    // What getOrInsert finds is what get finds.
    const read: Call = method === 'getOrInsert' ? ['get', args[0]] : [method, ...args]
    if (!reads.includes(read[0])) return false
    for (const dict of this.#states) {
      dict.now = now
      if (isDeepStrictEqual(await play({ dict, versions: new Map() }, read), outcome)) return true
    }
    return false
  }
}

/** All states while entries are written, in no order between keys. */
async function partsOf(before: ModelDict, entries: readonly unknown[], options: unknown): Promise<ModelDict[]> {
  let states = [before]
  for (const entry of entries) {
    const withEntry = states.map(async (state) => {
      const dict = state.copy()
      await play({ dict, versions: new Map() }, ['setMany', [entry], options])
      return dict
    })
    states = [...states, ...(await Promise.all(withEntry))]
  }
  return states
}
