import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { connectionChecks, type RequestReport } from '../../src/core/connection.ts'
import { dictChecks } from '../../src/core/dict/options.ts'
import { cacheChecks } from '../../src/core/http/cache.ts'
import { sessionChecks } from '../../src/core/http/settings.ts'

const page = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8')

/** The cells of each row of the tables of a page, and the names of the columns above them. */
const rowsOf = (text: string) =>
  [...text.matchAll(/(?:^\|.*\n)+/gm)].flatMap(([table]) => {
    const [head = [], , ...rows] = table
      .trim()
      .split('\n')
      .map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim())) // biome-ignore format: one line
    return rows.map((cells) => Object.fromEntries(head.map((column, index) => [column, cells[index] ?? ''])))
  })

test('docs/transports.md has a row for each option of a connection, with its default, and milliseconds as the unit', async () => {
  const rows = rowsOf(await page('docs/transports.md'))
  for (const name of Object.keys(connectionChecks)) {
    const [row] = rows.filter(({ option }) => option === `\`${name}\``)
    expect(row, name).toBeDefined()
    expect(row?.default, name).not.toBe('')
    expect(row?.['what it does'], name).not.toBe('')
    if (name.endsWith('Ms')) expect(row?.unit).toBe('milliseconds')
  }
})

const fields: Record<keyof RequestReport, true> = {
  operation: true,
  table: true,
  attempt: true,
  latencyMs: true,
  status: true,
  requestId: true,
  capacityUnits: true,
  code: true,
  retryReason: true,
}

test('docs/transports.md has a row for each field that onRequest is told', async () => {
  const rows = rowsOf(await page('docs/transports.md'))
  const documented = rows.flatMap(({ field }) => (field ? [field.replaceAll('`', '')] : []))
  expect(documented.sort()).toEqual(Object.keys(fields).sort())
})

test('the README has a row for each option, with its default, and says milliseconds where that is the unit', async () => {
  const rows = rowsOf(await page('README.md')).filter(({ option }) => option !== undefined)
  const names = rows.flatMap(({ option = '' }) => [...option.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  const known = Object.keys({ ...dictChecks, ...cacheChecks(), ...sessionChecks() })
  expect([...new Set(names)].sort()).toEqual(
    [...new Set([...known, 'cache'])].filter((name) => name !== 'cache').sort(),
  )
  for (const row of rows) {
    expect(row.default, row.option).not.toBe('')
    if (/Ms`/.test(row.option ?? '')) expect(Object.values(row).join(' ')).toMatch(/millisecond/)
  }
})
