import { expect, test } from 'vitest'
import { failureOf, stackOf } from '../../../src/cli/failure.ts'
import { NotFound } from '../../../src/cli/not-found.ts'
import { UsageError } from '../../../src/cli/usage-error.ts'
import { BatchError, KeyNotFoundError, NetworkError, TableNotFoundError } from '../../../src/runtimes/node.ts'

test('each kind of failure has its exit code, and a line that says what to do', () => {
  expect(failureOf(new UsageError('no such thing', 'ls'))).toEqual({
    line: 'no such thing. See: dynadict ls --help',
    code: 2,
  })
  expect(failureOf(new TypeError('olderThan and tableName, not keySecret'))).toEqual({
    line: '--older-than and --table, not keySecret',
    code: 2,
  })
  expect(failureOf(new NotFound('There is none.'))).toEqual({ line: 'There is none.', code: 3 })
  expect(failureOf(new KeyNotFoundError('no key')).code).toBe(3)
  expect(failureOf(new TableNotFoundError('no table', { table: 'app' }))).toEqual({
    line: 'no table. Make it: dynadict table create --table app',
    code: 3,
  })
  expect(failureOf(new NetworkError('no answer')).line).toMatch(/^no answer\. See whether --endpoint/)
  expect(failureOf(new Error('')).line).not.toBe('')
  expect(failureOf('text')).toEqual({ line: 'text', code: 1 })
})

test('of many writes that failed the line has one reason', () => {
  const failures = new Map([['k', new NetworkError('cut off')]])
  expect(failureOf(new BatchError('1 of 3 failed', { failures })).line).toBe('1 of 3 failed. The first: cut off')
})

test('a line is one, and holds nothing that a terminal obeys', () => {
  expect(failureOf(new Error('a\n\u001b[31mb\u009b\u202e')).line).toBe(String.raw`a\n\u001b[31mb\u009b\u202e`)
})

test('the stack goes on to the causes', () => {
  expect(stackOf(new Error('a', { cause: new Error('b') }))).toMatch(/^Error: a\n.*\ncaused by: Error: b\n/s)
  expect(stackOf('none')).toBe('')
})
