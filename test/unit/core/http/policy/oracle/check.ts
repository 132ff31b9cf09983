import fc, { type Arbitrary } from 'fast-check'
import { vi } from 'vitest'

const factor = Number(process.env.POLICY_RUNS ?? 1)
vi.setConfig({ testTimeout: 60_000 * Math.max(1, factor) })

/**
 * Checks a property for many values in one test. `POLICY_RUNS` is a factor of how many, `POLICY_SEED` and `POLICY_PATH` repeat
 * what a failure printed.
 */
export function check<T extends [unknown, ...unknown[]]>(
  name: string,
  numRuns: number,
  arbitraries: { [K in keyof T]: Arbitrary<T[K]> },
  holds: (...values: T) => void,
): void {
  const { POLICY_SEED, POLICY_PATH: path } = process.env
  const seed = POLICY_SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(POLICY_SEED)
  const runs = Math.ceil(numRuns * factor)
  process.stdout.write(`${name}: ${runs} runs, POLICY_SEED=${seed}\n`)
  fc.assert(fc.property<T>(...arbitraries, holds), { seed, numRuns: runs, ...(path && { path }) })
}
