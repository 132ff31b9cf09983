import { single } from './single.mjs'

const all = { single }

/** Every question, by its name. */
export const questions = Object.fromEntries(
  Object.entries(all).map(([name, question]) => [name, { name, ...question }]),
)
