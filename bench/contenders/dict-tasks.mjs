import { textOf } from '../servers/text.mjs'

/** Written as it is read from an iterable, so that what is held is the dict's. */
function* entries(count) {
  for (let index = 0; index < count; index++) yield [`item-${String(index).padStart(6, '0')}`, { index, name: 'item' }]
}

/**
 * Tasks on a dict, of so many items or of a value of so many MB, with what they need made before. Each resolves with how many, or
 * how many MB, it was about.
 */
export const tasks = {
  write: (dict, count) => async () => {
    await dict.setMany(entries(count))
    return count
  },
  iterate: (dict) => async () => {
    let count = 0
    for await (const [, value] of dict) if (value.name) count++
    return count
  },
  size: (dict) => () => dict.size(),
  clear: (dict) => () => dict.clear(),
  set: (dict, megabytes) => {
    const text = textOf(megabytes * 1_000_000)
    return async () => {
      await dict.set('large', text)
      return megabytes
    }
  },
  get: (dict) => async () => (await dict.get('large')).length / 1_000_000,
}
