import { loadPeer } from '../peers/load.mjs'
import { batches } from './bulk-sdk.mjs'
import { connection } from './connection.mjs'

/** keyv with @keyv/dynamo: with all keys at once, or so many at a time. It knows no count. */
export async function bulkByKeyv(table, url, entries, atOnce = entries.length) {
  const { Keyv } = await loadPeer('keyv')
  const { KeyvDynamo } = await loadPeer('@keyv/dynamo')
  const store = new KeyvDynamo({ ...connection(url), tableName: table })
  const keyv = new Keyv({ store, useKeyPrefix: false, throwOnErrors: true })
  await store.tableReady
  return {
    write: async () => {
      for (const batch of batches(entries, atOnce)) await keyv.setMany(batch.map(([key, value]) => ({ key, value })))
      return entries.length
    },
    read: async () => {
      let count = 0
      for (const batch of batches(entries, atOnce)) {
        const values = await keyv.getMany(batch.map(([key]) => key))
        count += values.filter((value) => value?.value).length
      }
      return count
    },
    iterate: async () => {
      if (!keyv.iterator) throw new Error('it has no iterator')
      let count = 0
      for await (const [, value] of keyv.iterator()) if (value.value) count++
      return count
    },
    count: () => {
      throw new Error('it has no count')
    },
    clear: async () => {
      const [last] = entries.at(-1)
      await keyv.clear()
      const left = await keyv.getMany(entries.slice(-100).map(([key]) => key))
      if (left.some(Boolean)) throw new Error(`it left items behind, as ${last}`)
      return entries.length
    },
  }
}
