import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPage, root } from '../support/pages.ts'

/** A row of the table in CONTRIBUTING.md: a part of `src`, and what its files import of other parts and of packages. */
interface Room {
  readonly name: string
  readonly imports: readonly string[]
}

const [, section = ''] = /^## The house\n(.*?)^## /ms.exec(await readPage('CONTRIBUTING.md')) ?? []
const rooms: Room[] = section
  .split('\n')
  .filter((line) => line.startsWith('| `src/'))
  .map((line) => {
    const [, name = '', , imports = ''] = line.split('|')
    return { name: name.trim().slice(1, -1), imports: [...imports.matchAll(/`([^`]+)`/g)].map(([, each = '']) => each) }
  })

/** The room of a file: the longest that its path begins with, so that a file or a folder may have one within another. */
const roomOf = (file: string): string =>
  rooms
    .map(({ name }) => name)
    .filter((name) => file === name || file.startsWith(`${name}/`))
    .reduce((longest, name) => (name.length > longest.length ? name : longest), '')

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `src/${file}`)

/** What a file imports when it runs; types are gone by then. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const statement = /^(?:import|export) (?!type )(?:([^'";]*?) from )?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gms
  return [...text.matchAll(statement)]
    .filter(([, names]) => !isOfTypes(names))
    .map(([, , from, loaded]) => from ?? loaded ?? '')
    .map((target) => (target.startsWith('.') ? join(dirname(file), target) : target.replace(/^node:.*/, 'node:')))
}

/** Whether an import has names in braces, each of them that of a type. */
const isOfTypes = (names: string | undefined): boolean => {
  const [, list = ''] = /^\{(.*)\}$/s.exec(names?.trim() ?? '') ?? []
  const each = list.split(',').map((name) => name.trim()).filter(Boolean) // biome-ignore format: one line
  return each.length > 0 && each.every((name) => name.startsWith('type '))
}

test('every file of src is in a room of the house, and every room has files', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter((file) => roomOf(file) === '')).toEqual([])
  expect(rooms.map(({ name }) => name).sort()).toEqual([...new Set(files.map(roomOf))].sort())
})

describe.each(rooms)('$name', ({ name, imports }) => {
  test('imports what its row says', () => {
    const own = files.filter((file) => roomOf(file) === name)
    const targets = own.flatMap(importsOf).map((target) => (target.startsWith('src/') ? roomOf(target) : target))
    expect([...new Set(targets)].filter((target) => target !== name).sort()).toEqual([...imports].sort())
  })

  test('imports only what stands below it', () => {
    const below = rooms.slice(rooms.findIndex((room) => room.name === name) + 1).map((room) => room.name)
    expect(imports.filter((target) => target.startsWith('src/') && !below.includes(target))).toEqual([])
  })
})
