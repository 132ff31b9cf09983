import { expect, test } from 'vitest'
import { keyChecks } from '../../../../src/core/http/key-settings.ts'
import { checkOptions } from '../../../../src/core/options.ts'

const check = (settings: object) => () => checkOptions(settings, keyChecks(), 'CachedSession')

test.each([
  {},
  { ignoredParameters: [], redact: [], matchHeaders: [], sortQuery: true, keySecret: 's', keyFn: () => 'k' },
  { ignoredParameters: ['a b', 'ä'], matchHeaders: ['Accept', "x-!#$%&'*+-.^_`|~9"] },
  { matchHeaders: true, keySecret: '\n' },
])('%j is taken', (settings) => {
  expect(check(settings)).not.toThrow()
})

test.each([
  { ignoredParameters: 'a' },
  { ignoredParameters: [''] },
  { redact: [1] },
  { redact: new Set(['a']) },
  { matchHeaders: ['a b'] },
  { matchHeaders: ['ä'] },
  { matchHeaders: ['accept\n'] },
  { matchHeaders: 'accept' },
  { sortQuery: 1 },
  { keySecret: '' },
  { keyFn: 'key' },
])('%j is an error that names the setting', (settings) => {
  const [name = ''] = Object.keys(settings)
  expect(check(settings)).toThrow(TypeError)
  expect(check(settings)).toThrow(name)
})
