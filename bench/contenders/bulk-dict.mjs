import { openDict } from './dict.mjs'

export async function bulkByDict(table, url, transport, entries) {
  const dict = await openDict(table, { url, transport })
  await dict.ready()
  return {
    write: async () => {
      await dict.setMany(entries)
      return entries.length
    },
    read: async () => (await dict.getMany(entries.map(([key]) => key))).size,
    iterate: async () => {
      let count = 0
      for await (const [, value] of dict) if (value.value) count++
      return count
    },
    count: () => dict.size(),
    clear: () => dict.clear(),
  }
}
