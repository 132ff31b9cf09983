import { expect, test } from 'vitest'
import { dictChecks } from '../../src/core/dict/options.ts'
import { cacheChecks } from '../../src/core/http/cache.ts'
import { sessionChecks } from '../../src/core/http/settings.ts'
import * as entry from '../../src/runtimes/node.ts'
import { readPage } from '../support/pages.ts'

const page = await readPage('docs/migration.md')

/** The cells in the middle of the rows of the tables that name what is here. */
const cells = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.split(' | ')[1]?.trim() ?? '')

test('docs/migration.md names methods, properties and options that there are', () => {
  const { DynamoDbDict, DynamoDbCache, CachedSession } = entry
  const session = new CachedSession('http_cache', { region: 'us-west-2' })
  const objects = [session, session.cache, session.cache.redirects]
  const known = new Set([
    ...objects.flatMap((object) => Object.keys(object)),
    ...[DynamoDbDict, DynamoDbCache, CachedSession].flatMap(({ prototype }) => membersOf(prototype)),
    ...Object.keys({ ...dictChecks, ...cacheChecks(), ...sessionChecks() }),
  ])
  const called = cells.flatMap((cell) => [...cell.matchAll(/`(?:session|cache)\.(\w+)/g)].map(([, name = '']) => name))
  expect(called.length).toBeGreaterThan(15)
  expect(called.filter((name) => !known.has(name))).toEqual([])
  const settings = cells.flatMap((cell) =>
    [...cell.matchAll(/`(\w+)`|`(\w+): /g)].map(([, name, given]) => name ?? given),
  )
  const ofResponses = ['fromCache', 'isStale', 'createdAt', 'expires', 'cacheKey', 'revalidated', 'cacheStatus']
  const others = [
    ...ofResponses,
    'redirected',
    'url',
    'body',
    'json',
    'text',
    'bytes',
    'document',
    'olderThan',
    'invalid',
  ]
  const codec = [
    'encode',
    'decode',
    'cache',
    'dynadict',
    'responses',
    'redirects',
    'AWS_PROFILE',
    'structured',
    'dynadict',
  ]
  expect(settings.filter((name) => name && !known.has(name) && ![...others, ...codec].includes(name))).toEqual([])
})

/** Names on a class and its parents, without `Object`'s. */
function membersOf(prototype: object): string[] {
  if (prototype === Object.prototype) return []
  return [...Object.getOwnPropertyNames(prototype), ...membersOf(Object.getPrototypeOf(prototype))]
}
