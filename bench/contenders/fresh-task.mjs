import { fileURLToPath } from 'node:url'
import { runProgram } from '../run-contender.mjs'

const program = fileURLToPath(new URL('../measure/fresh.mjs', import.meta.url))

/** Does a task in a process of its own. Resolves with its milliseconds and its memory, or why there are none. */
export async function freshTask(node, task) {
  const { output, end } = await runProgram(node, ['--expose-gc', program, JSON.stringify(task)])
  if (end !== undefined) return { failure: end }
  const { done, ms, peakMb } = JSON.parse(output)
  return done === task.amount ? { ms, peakMb } : { failure: `it was about ${done} of ${task.amount}` }
}
