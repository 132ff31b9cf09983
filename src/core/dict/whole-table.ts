/** What is done with a table as a whole, and seldom: loaded together, as `one-key.ts`. */

export { describeTable } from './describe-table.ts'
export { dropTable } from './drop-table.ts'
