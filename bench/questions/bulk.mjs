/** Many items: what whole tasks take, against an engine. */

import { fileURLToPath } from 'node:url'
import { bulkByDict } from '../contenders/bulk-dict.mjs'
import { bulkByKeyv } from '../contenders/bulk-keyv.mjs'
import { bulkBySdk } from '../contenders/bulk-sdk.mjs'
import { steps } from '../measure/steps.mjs'
import { sampleValue } from '../servers/null-answers.mjs'

const script = fileURLToPath(new URL('../peers/requests_cache.py', import.meta.url))
const python = fileURLToPath(new URL('../peers/venv/bin/python', import.meta.url))

const keyOf = (index) => `item-${String(index).padStart(6, '0')}`
/** A table for each contender and round. */
const tableOf = (name, round) => `bulk-${name}-${round}`

const contender = (name, open) => ({
  async *measure({ urls, items, round, isWanted }) {
    const entries = Array.from({ length: items }, (_, index) => [keyOf(index), sampleValue(1_000)])
    yield* steps(await open(tableOf(name, round), urls.engine, entries), { items, isWanted })
  },
})

export const bulk = {
  title: 'Many items of 1 KB, on an engine',
  needs: ['engine', 'peers', 'python'],
  baseline: 'SDK by hand',
  rounds: 3,
  settings: { items: 10_000 },
  contenders: {
    'dynadict, sigv4': contender('sigv4', (table, url, entries) => bulkByDict(table, url, 'sigv4', entries)),
    'dynadict, aws-sdk': contender('aws-sdk', (table, url, entries) => bulkByDict(table, url, 'aws-sdk', entries)),
    'SDK by hand': contender('sdk', bulkBySdk),
    '@keyv/dynamo': contender('keyv', bulkByKeyv),
    '@keyv/dynamo, by 100': contender('keyv-100', (table, url, entries) => bulkByKeyv(table, url, entries, 100)),
    'requests-cache': {
      command: ({ urls, items, round }) => [
        python,
        script,
        JSON.stringify({ endpoint: urls.engine, table: tableOf('python', round), items }),
      ],
    },
  },
}
