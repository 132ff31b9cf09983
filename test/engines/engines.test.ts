import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { differences } from './differences.ts'
import { documentedDifferences } from './documented.ts'
import { engines } from './engines.ts'

const names = Object.keys(engines)

test.each(names)('%s has a test file', (name) => {
  expect(existsSync(new URL(`${name}.test.ts`, import.meta.url))).toBe(true)
})

test('docs/engines.md has the differences that are tested, of each engine, and what AWS documents', () => {
  const documented = documentedDifferences()
  expect([...documented.keys()]).toEqual(Object.keys(differences))
  for (const row of documented.values()) expect(Object.keys(row)).toEqual(['AWS documents', ...names])
})

test.each([...documentedDifferences()])('%s: what AWS documents is not what every engine does', (_, row) => {
  const { 'AWS documents': documented, ...engine } = row
  expect(Object.values(engine).some((does) => does !== documented)).toBe(true)
})
