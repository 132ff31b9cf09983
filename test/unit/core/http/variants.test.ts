import { expect, test } from 'vitest'
import { variantKey, variantOf } from '../../../../src/core/http/variants.ts'
import { type Fields, request } from './policy/fixture.ts'

const valuesOf = (headers: Fields, fields: readonly string[] = ['a', 'b']) => variantOf(fields, request(headers))

test('a variant is told by the values of its fields, absent ones included', async () => {
  expect(await valuesOf({ a: '1' }, [])).toBe('')
  const variants = await Promise.all(
    [{ a: '1' }, { b: '1' }, { a: '', b: '1' }, {}].map((headers) => valuesOf(headers)),
  )
  expect(new Set(variants).size).toBe(4)
})

test('the key of a variant begins with that of its resource, and is another one in another family', async () => {
  const key = await variantKey('https://a/ hash', 'one', 'variant')
  expect(key).toMatch(/^https:\/\/a\/ hash [0-9a-f]{32}$/)
  expect(await variantKey('https://a/ hash', 'two', 'variant')).not.toBe(key)
  expect(await variantKey('https://a/ hash', 'one', 'other')).not.toBe(key)
})
