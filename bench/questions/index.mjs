import { bulk } from './bulk.mjs'
import { far } from './far.mjs'
import { http } from './http.mjs'
import { large } from './large.mjs'
import { policy } from './policy.mjs'
import { scale } from './scale.mjs'
import { single } from './single.mjs'
import { start } from './start.mjs'

const all = { single, bulk, far, http, policy, large, start, scale }

/** Every question, by its name. */
export const questions = Object.fromEntries(
  Object.entries(all).map(([name, question]) => [name, { name, ...question }]),
)
