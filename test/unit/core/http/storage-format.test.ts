import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fromItem } from '../../../../src/core/dict/native.ts'
import { resourceKey } from '../../../../src/core/http/keys.ts'
import { partitionKey } from '../../../../src/core/http/partition-key.ts'
import { metaOf, storedFrom } from '../../../../src/core/http/stored-response.ts'
import { variantKey, variantOf } from '../../../../src/core/http/variants.ts'
import type { Item } from '../../../../src/core/transport.ts'
import { fromWire } from '../../../../src/core/wire-json.ts'
import { type Fields, request } from './policy/fixture.ts'

const specification = readFileSync(new URL('../../../../docs/storage-format.md', import.meta.url), 'utf8')
const items = [...specification.matchAll(/```json\n(.*?)```/gs)].map(([, block = '']) => fromWire(block) as Item)
const itemOf = (namespace: string) => items.find((item) => item.namespace?.S === namespace) ?? {}

const keyOf = (url: string) => resourceKey({ method: 'GET', url, headers: new Headers(), selecting: [] })

test('the keys of the specification are those of its requests', async () => {
  const users = await keyOf('https://api.example.com/users?page=2&api_key=s3cret')
  expect(itemOf('responses').key?.S).toBe(users)
  expect(specification).toContain(`\n    ${users}\n`)
  expect(itemOf('redirects').key?.S).toBe(await keyOf('https://api.example.com/old'))
  const end = await keyOf('https://api.example.com/users')
  expect(itemOf('redirects').value?.S).toBe(end)
  const own = await partitionKey(end, [['authorization', 'Bearer one']], 'http_cache')
  expect(specification).toContain(`\n    ${own}\n`)
})

test('so are its variants', async () => {
  const variant = (fields: Fields) => variantOf(['accept-language'], request(fields))
  const [english, german] = await Promise.all(
    ['en', 'de, en;q=0.5'].map((language) => variant({ 'accept-language': language })),
  )
  for (const shown of [english, german, await variant({})]) expect(specification).toContain(`| \`${shown}\` |`)
  const { key, meta } = itemOf('responses')
  expect(meta?.M?.variant?.S).toBe(english)
  const other = await variantKey(key?.S ?? '', meta?.M?.family?.S ?? '', german ?? '')
  expect(specification).toContain(`\`${other.slice(-32)}\``)
})

test('its stored response is read, and written as it is', () => {
  const meta = fromItem(itemOf('responses').meta?.M ?? {})
  expect(metaOf(storedFrom(meta))).toEqual(meta)
})
