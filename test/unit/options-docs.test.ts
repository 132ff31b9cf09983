import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { connectionChecks, type RequestReport } from '../../src/core/connection.ts'
import { dictChecks, tableChecks } from '../../src/core/dict/options.ts'
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

test('docs/options.md has a row for each option, with its default, and says milliseconds where that is the unit', async () => {
  const rows = rowsOf(await page('docs/options.md')).filter(({ option }) => option !== undefined)
  const names = rows.map(({ option }) => option?.replaceAll('`', ''))
  const known = Object.keys({ ...dictChecks, ...cacheChecks(), ...sessionChecks() })
  expect([...new Set(names)].sort()).toEqual([...known].sort())
  for (const row of rows) {
    expect(row.default, row.option).not.toBe('')
    expect(row['what it does'], row.option).not.toBe('')
    if (row.option?.endsWith('Ms`')) expect(row['what it does'], row.option).toMatch(/milliseconds/)
    if (row.option?.endsWith('Bytes`')) expect(row['what it does'], row.option).toMatch(/bytes/)
  }
})

test.each([
  ['Connection', Object.keys(connectionChecks)],
  ['Dict', Object.keys(dictChecks).filter((name) => !Object.hasOwn(tableChecks, name))],
  ['Cache', Object.keys(cacheChecks()).filter((name) => !Object.hasOwn(tableChecks, name))],
  ['Session', Object.keys(sessionChecks())],
])('docs/options.md lists under %s what is checked as such', async (heading, known) => {
  const [, section = ''] =
    new RegExp(`^## ${heading}\\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(await page('docs/options.md')) ?? []
  expect(
    rowsOf(section)
      .map(({ option }) => option?.replaceAll('`', ''))
      .sort(),
  ).toEqual(known.sort())
})

test('docs/operations.md has a row for each event that onEvent is told', async () => {
  const source = await page('src/core/events.ts')
  const types = [...source.matchAll(/readonly type: '([\w-]+)'/g)].map(([, type]) => type)
  const rows = rowsOf(await page('docs/operations.md'))
  const documented = rows.flatMap((row) => row['`type`']?.replaceAll('`', '') ?? [])
  expect(types.length).toBeGreaterThan(5)
  expect(documented.sort()).toEqual(types.sort())
})
