/**
 * What a dict does with one key, and few programs need: loaded together, since a module of its own for each would make larger
 * what everybody loads at first.
 */

export { getOrInsert } from './get-or-insert.ts'
export { incrementItem } from './increment.ts'
export { popFirst, popValue } from './pop.ts'
export { readEntry } from './read-entry.ts'
export { updateEntry } from './update-entry.ts'
