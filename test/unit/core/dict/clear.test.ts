import { expect, test } from 'vitest'
import { openItems } from '../../../../src/core/dict/item-store.ts'
import { openTable } from '../../../../src/core/dict/table.ts'
import { clear } from '../../../../src/core/dict/write-many.ts'
import type { QueryInput, Transport } from '../../../../src/core/transport.ts'

test('clear deletes what it has seen while it looks for more', async () => {
  const pages = 5
  const perPage = 400
  const log: string[] = []
  const transport: Transport = {
    async send(operation, input) {
      const page = Number((input as QueryInput).ExclusiveStartKey?.key?.S?.slice(1, 2) ?? 0)
      const name = operation === 'Query' ? `page ${page}` : 'deletes'
      log.push(`${name} begin`)
      await new Promise((resolve) => setTimeout(resolve, operation === 'Query' ? 20 : 5))
      log.push(`${name} end`)
      const key = (index: number) => ({ namespace: { S: 'n' }, key: { S: `k${page}-${index}` } })
      const next = page + 1 < pages ? { LastEvaluatedKey: { namespace: { S: 'n' }, key: { S: `k${page + 1}` } } } : {}
      return (
        operation === 'Query' ? { Items: Array.from({ length: perPage }, (_, i) => key(i)), ...next } : {}
      ) as never
    },
  }
  const items = openItems(openTable(transport, 'the-table', {}, true), 'n', { concurrency: 4 })
  expect(await clear(items, {})).toBe(pages * perPage)
  for (let page = 1; page < pages; page++) {
    const during = log.slice(log.indexOf(`page ${page} begin`), log.indexOf(`page ${page} end`))
    expect(during.filter((entry) => entry === 'deletes end').length, `deletes during page ${page}`).toBeGreaterThan(3)
  }
})
