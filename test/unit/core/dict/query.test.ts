import { expect, test } from 'vitest'
import { singlePartition } from '../../../../src/core/dict/keys.ts'
import { queryItems } from '../../../../src/core/dict/query.ts'
import { openTable } from '../../../../src/core/dict/table.ts'
import type { Item, QueryInput, QueryOutput, Transport } from '../../../../src/core/transport.ts'

const item = (key: string): Item => ({ namespace: { S: 'n' }, key: { S: key } })

/** A table whose pages are these, and the inputs of its queries. */
function tableOf(pages: Item[][]) {
  const inputs: QueryInput[] = []
  const transport: Transport = {
    async send(_operation, input) {
      inputs.push(input as QueryInput)
      const page = pages[inputs.length - 1] ?? []
      const more = inputs.length < pages.length ? { LastEvaluatedKey: item('last') } : {}
      return { Items: page, ...more } satisfies QueryOutput as never
    },
  }
  return { table: openTable(transport, 'the-table', {}, true), inputs }
}

const asIs = (found: Item) => found

test('with a limit each query asks for no more than that, and for more when expired items fill its pages', async () => {
  const { table, inputs } = tableOf([...Array.from({ length: 40 }, () => []), [item('a'), item('b')]])
  const found: Item[] = []
  for await (const live of queryItems(table, singlePartition('n'), { limit: 1 }, asIs)) found.push(live)
  expect(found).toEqual([item('a')])
  const limits = inputs.map(({ Limit = 0 }) => Limit)
  expect(limits.slice(0, 4)).toEqual([1, 2, 4, 8])
  expect(Math.max(...limits)).toBe(10_000)
})

test('without a limit none is asked for', async () => {
  const { table, inputs } = tableOf([[item('a')], [item('b')]])
  for await (const _ of queryItems(table, singlePartition('n'), {}, asIs));
  expect(inputs.map(({ Limit }) => Limit)).toEqual([undefined, undefined])
})
