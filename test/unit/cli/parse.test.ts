import { expect, test } from 'vitest'
import { parse } from '../../../src/cli/parse.ts'
import { UsageError } from '../../../src/cli/usage-error.ts'

const run = (line: string) => {
  const plan = parse(line.split(' '))
  return plan.kind === 'run' ? { name: plan.name, ...plan.invocation } : plan
}

test('a command has its arguments and options, wherever these stand', () => {
  const expected = { name: 'get', args: ['k'], values: { table: 'app', raw: true } }
  expect(run('get k -t app --raw')).toEqual(expected)
  expect(run('--table=app get --raw k')).toEqual(expected)
  expect(run('-tapp get --raw -- k')).toEqual(expected)
})

test('a command may be two words, and - is an argument', () => {
  expect(run('cache rm - http://a/')).toEqual({ name: 'cache rm', args: ['-', 'http://a/'], values: {} })
})

test('values are read by the kind of their option, and the last one counts', () => {
  expect(run('set k 1 --ttl 90')).toMatchObject({ values: { ttl: 90 } })
  expect(run('set k 1 --ttl 1.5h')).toMatchObject({ values: { ttl: '1.5h' } })
  expect(run('set k 1 --ttl never')).toMatchObject({ values: { ttl: 'never' } })
  expect(run('set k 1 --ttl 2026-12-31')).toMatchObject({ values: { ttl: new Date('2026-12-31') } })
  expect(run('purge --older-than 7d --older-than 1d')).toMatchObject({ values: { 'older-than': '1d' } })
  expect(run('ls --limit 0')).toMatchObject({ values: { limit: 0 } })
  expect(run('fetch http://a/ -H A:1 -H B:2')).toMatchObject({ values: { header: ['A:1', 'B:2'] } })
})

test.each([
  ['ls --limit -1'],
  ['ls --limit 1.5'],
  ['ls --limit='],
  ['ls --prefix='],
  ['set k 1 --ttl 1w'],
  ['set k 1 --ttl 2026-13-01'],
  ['set k 1 --ttl=-5'],
  ['purge --older-than never'],
  ['get a b'],
  ['set a b c'],
  ['__proto__'],
  ['toString'],
  ['cache __proto__'],
  ['help nothing'],
  ['ls --__proto__'],
  ['ls --constructor'],
])('%s is misuse', (line) => {
  expect(() => run(line)).toThrow(UsageError)
})

test('help is of the program, of a first word, or of a command, whatever else is given', () => {
  expect(run('--help')).toEqual({ kind: 'help', topic: undefined })
  expect(run('help')).toEqual({ kind: 'help', topic: undefined })
  expect(run('cache --help')).toEqual({ kind: 'help', topic: 'cache' })
  expect(run('help cache ls')).toEqual({ kind: 'help', topic: 'cache ls' })
  expect(run('set -h')).toEqual({ kind: 'help', topic: 'set' })
  expect(run('-V')).toEqual({ kind: 'version' })
})
