import { expect, test } from 'vitest'
import { complete, lineFor } from '../../../src/cli/complete.ts'

const words = (...typed: string[]) => complete(typed).map(({ word }) => word)

test('the first word is a command, or begins one', () => {
  expect(words('s')).toEqual(['set', 'stats'])
  expect(words('')).toEqual(expect.arrayContaining(['ls', 'cache', 'table', 'help']))
  expect(words('')).not.toContain('cache ls')
})

test('the second word is that of a command of two', () => {
  expect(words('table', '')).toEqual(['create', 'describe', 'template', 'vacuum'])
  expect(words('-t', 'app', 'cache', 'c')).toEqual(['clear'])
  expect(words('help', 'cache', 'l')).toEqual(['ls'])
})

test('options are those of the command', () => {
  expect(words('get', 'k', '--s')).toEqual(['--serializer', '--shards'])
  expect(words('completion', '--')).toEqual(['--debug', '--help'])
})

test('an argument or a value of some names is one of them, and of others nothing is known', () => {
  expect(words('table', 'template', 'c')).toEqual(['cloudformation', 'cdk', 'cli'])
  expect(words('fetch', '--cache-mode', 'no')).toEqual(['no-store', 'no-cache'])
  expect(words('fetch', '-H', '')).toEqual([])
  expect(words('get', '')).toEqual([])
  expect(words('constructor', '')).toEqual([])
})

test('shells that show what a word is about are told', () => {
  const candidate = { word: 'a:b', about: 'what it does' }
  expect(lineFor.bash?.(candidate)).toBe('a:b')
  expect(lineFor.zsh?.(candidate)).toBe('a\\:b:what it does')
  expect(lineFor.fish?.(candidate)).toBe('a:b\twhat it does')
})
