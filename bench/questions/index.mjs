import { bulk } from './bulk.mjs'
import { http } from './http.mjs'
import { policy } from './policy.mjs'
import { single } from './single.mjs'

const all = { single, bulk, http, policy }

/** Every question, by its name. */
export const questions = Object.fromEntries(
  Object.entries(all).map(([name, question]) => [name, { name, ...question }]),
)
