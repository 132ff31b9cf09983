/** What changes one item in a certain state: loaded together, as `one-key.ts`. */

export { onState } from './conditions.ts'
export { deleteItem } from './delete-item.ts'
export { settle } from './lost-answer.ts'
export { patchMeta, touchItem } from './patch.ts'
