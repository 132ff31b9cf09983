import type { Fault } from '../../suites/faults.ts'

/** Says which fault meets a request. */
export interface Schedule {
  next(operation: string, key: string | undefined): Fault | undefined
}

/** The first fault whose turn it is, of those that are about such a request. */
export function newSchedule(faults: readonly Fault[]): Schedule {
  /** How many requests each fault was asked about. */
  const counts = faults.map(() => 0)
  /** The same for those that go by chance, for each operation and key. */
  const draws = new Map<string, number>()

  function turnOf(fault: Fault, index: number): boolean {
    const { after = 0, every = 1, times = 1 } = fault
    const count = (counts[index] ?? 0) + 1
    counts[index] = count
    const turn = (count - after) / every
    return Number.isInteger(turn) && turn > 0 && turn <= times
  }

  /** By the number of the request among those like it, so that it does not depend on what runs beside. */
  function drawn(fault: Fault, index: number, operation: string, key: string | undefined): Fault | undefined {
    const name = `${index} ${operation} ${key}`
    const draw = (draws.get(name) ?? 0) + 1
    draws.set(name, draw)
    const { seed = 0, chance = 1, among } = fault
    if (randomFor(`${seed} ${name} ${draw}`) >= chance) return undefined
    if (!among) return fault
    return among[Math.floor(randomFor(`${draw} ${name} ${seed}`) * among.length)]
  }

  return {
    next(operation, key) {
      for (const [index, fault] of faults.entries()) {
        // That is the line's, and met by all its reads.
        if (fault.lag !== undefined) continue
        if (fault.operation !== undefined && ![fault.operation].flat().includes(operation)) continue
        if ((fault.key ?? key) !== key || !turnOf(fault, index)) continue
        const met = drawn(fault, index, operation, key)
        if (met) return met
      }
      return undefined
    },
  }
}

/** A number from 0 to 1 that goes by a text alone: FNV-1a, with the mixing of MurmurHash3 behind it. */
export function randomFor(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
