import fc from 'fast-check'
import { type Comparison, compare } from './compare.ts'
import { script } from './script.ts'

/** How many parts play at once, so that one computes while others wait for an answer. */
const parts = 4

/**
 * Checks many scripts. `MODEL_SEED` and `MODEL_PATH` repeat what a failure printed, `MODEL_RUNS` is a factor of how many.
 */
export async function checkScripts(name: string, numRuns: number, comparison: Comparison): Promise<void> {
  const { MODEL_SEED, MODEL_PATH: path, MODEL_RUNS = '1' } = process.env
  const seed = MODEL_SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(MODEL_SEED)
  const runs = Math.ceil((numRuns * Number(MODEL_RUNS)) / parts)
  process.stdout.write(`${name}: ${parts} times ${runs} runs, MODEL_SEED=${seed}\n`)
  const property = fc.asyncProperty(script, (played) => compare(played, comparison))
  // A failure names the seed of its own part, which repeats it as the first one.
  const check = (part: number) =>
    fc.assert(property, { seed: seed + part * 1_000_000, numRuns: runs, ...(path && { path }) })
  await Promise.all(Array.from({ length: path ? 1 : parts }, (_, part) => check(part)))
}
