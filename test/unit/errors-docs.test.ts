import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import * as core from '../../src/core/index.ts'

const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')

type ErrorClass = new (message: string) => core.DynadictError
const exported: unknown[] = Object.values(core)
const errorClasses = exported.filter(
  (value): value is ErrorClass => typeof value === 'function' && value.prototype instanceof core.DynadictError,
)

test('docs/errors.md has a row for each error, with its code and whether it is retryable', () => {
  const [, section = ''] = /^## By code\n(.*?)^## /ms.exec(page) ?? []
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.map((row) => row.split('|').map((cell) => cell.trim()))
  const expected = errorClasses.map((ErrorClass) => {
    const { code, name, retryable } = new ErrorClass('why')
    const by = code === 'SERVICE' ? 'for a 5xx and for a conflict that passes' : retryable ? 'yes' : 'no'
    return [`\`${code}\``, `\`${name}\``, by]
  })
  expect(documented.map(([, code, name, , retryable]) => [code, name, retryable]).sort()).toEqual(expected.sort())
})
