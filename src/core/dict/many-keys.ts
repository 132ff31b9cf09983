/** What a dict does with many keys, beside its listings: loaded together, as `one-key.ts`. */

export { type Write, writeBatches } from './batch.ts'
export { listMetas } from './list-metas.ts'
export { getMany } from './read-many.ts'
export { readPage } from './read-page.ts'
export { clear, deleteMany, setMany } from './write-many.ts'
