import { expect, test } from 'vitest'
import { isUrlPatterns, type UrlPatterns } from '../../../../src/core/http/url-pattern-settings.ts'
import { firstMatch } from '../../../../src/core/http/url-patterns.ts'
import { isBoolean } from '../../../../src/core/options.ts'

const matches = (pattern: string | RegExp, url: string) => firstMatch([[pattern, true]], url) ?? false

test.each([
  // host
  ['example.com', 'https://example.com/a?b', true],
  ['example.com', 'http://example.com:8080/', true],
  ['EXAMPLE.com', 'https://example.com/', true],
  ['example.com', 'https://example.com.evil/', false],
  ['example.com', 'https://www.example.com/', false],
  ['example.com', 'https://evil/example.com', false],
  ['*.example.com', 'https://www.example.com/a', true],
  ['*.example.com', 'https://a.b.example.com:81/', true],
  ['*.example.com', 'https://example.com/', false],
  ['*.example.com', 'https://evil/www.example.com', false],
  ['*.example.com', 'https://evil/?www.example.com', false],
  ['localhost:8080', 'http://localhost:8080/', true],
  ['localhost:8080', 'http://localhost:8081/', false],
  ['localhost:*', 'http://localhost:8081/', true],
  ['[::1]', 'http://[::1]:80/', true],
  ['exampl?.com', 'https://example.com/', true],
  ['example*', 'https://example.org/', true],
  ['*', 'https://a/b', true],
  ['', 'https://a/b', true],
  // scheme
  ['https://example.com', 'https://example.com/', true],
  ['HTTPS://example.com', 'https://example.com/', true],
  ['https://example.com', 'http://example.com/', false],
  ['http*://example.com', 'https://example.com/', true],
  ['http://*', 'https://example.com/', false],
  // path
  ['example.com/', 'https://example.com/a', true],
  ['example.com/a', 'https://example.com/a', true],
  ['example.com/a', 'https://example.com/a/b?c', true],
  ['example.com/a', 'https://example.com/ab', true],
  ['example.com/a/', 'https://example.com/ab', false],
  ['example.com/a', 'https://example.com/b/a', false],
  ['example.com/A', 'https://example.com/a', false],
  ['example.com/*/c', 'https://example.com/a/b/c', true],
  ['example.com/**/c', 'https://example.com/a/b/c', true],
  ['example.com/*.png', 'https://example.com/a/b.png?c', true],
  ['example.com/*.png', 'https://example.com/a/b.jpg', false],
  ['example.com/a?b', 'https://example.com/a?b=1', true],
  ['example.com/a?b', 'https://example.com/axb', true],
  ['example.com/a?b', 'https://example.com/ab', false],
  ['example.com/?q=http://a', 'https://example.com/?q=http://a', true],
  ['example.com/[ab]', 'https://example.com/a', false],
  ['example.com/.', 'https://example.com/a', false],
  ['example.com/ä', 'https://example.com/ä', true],
  ['example.com/\ud800', 'https://example.com/a', false],
  ['*/api/', 'https://example.com/api/v1', true],
  ['*/api/', 'https://example.com/v1/api/', false],
  ['**/api/', 'https://example.com/v1/api/', true],
  ['**/api/', 'https://example.com/api/', true],
  ['/api/', 'https://example.com/api/', true],
  ['/api/', 'https://example.com/v1/api/', false],
])('the glob %j and %s: %j', (glob, url, expected) => {
  expect(matches(glob, url)).toBe(expected)
})

test('a RegExp is searched for in the whole URL', () => {
  expect(matches(/a_\d/, 'https://example.com/a_1')).toBe(true)
  expect(matches(/^https:/, 'https://example.com/')).toBe(true)
  expect(matches(/^http:/, 'https://example.com/')).toBe(false)
})

test('a global or sticky one matches every time, and is left as it was', () => {
  for (const flags of ['g', 'y', 'gy']) {
    const pattern = new RegExp('https', flags)
    pattern.lastIndex = 3
    for (let time = 0; time < 4; time++) expect(matches(pattern, 'https://a/')).toBe(true)
    expect(pattern.lastIndex).toBe(3)
  }
})

test('anything else is asked with the whole URL', () => {
  const asked: string[] = []
  const pattern = { test: (url: string) => asked.push(url) > 1 }
  expect(firstMatch([[pattern, 1]], 'https://a/?b')).toBe(undefined)
  expect(firstMatch([[pattern, 1]], 'https://a/?b')).toBe(1)
  expect(asked).toEqual(['https://a/?b', 'https://a/?b'])
})

test('the first match counts, in an array, a Map and an object', () => {
  const entries = [['a/b', 1], ['a', 2], ['*', 3]] as const // biome-ignore format: one line
  for (const patterns of [entries, new Map(entries), Object.fromEntries(entries)]) {
    const of = (url: string) => firstMatch<number>(patterns, url)
    expect([of('https://a/b'), of('https://a/c'), of('https://b/')]).toEqual([1, 2, 3])
  }
  expect(firstMatch([['a', 1]], 'https://b/')).toBe(undefined)
  expect(firstMatch({}, 'https://b/')).toBe(undefined)
})

test('a glob that would take a regular expression for ever takes no time', () => {
  const url = `https://a/${'a'.repeat(8_000)}`
  const started = performance.now()
  expect(matches(`a/${'*a'.repeat(500)}b`, url)).toBe(false)
  expect(performance.now() - started).toBeLessThan(1_000)
})

const check = (patterns: unknown) => () => isUrlPatterns(isBoolean)(patterns, 'urlsExpireAfter')

test('patterns are checked, and so are their values', () => {
  const taken: UrlPatterns<boolean>[] = [[], {}, [['a', true], [/a/g, false]], new Map([['a', true]]), { a: true }, [[{ test: () => true }, true]]] // biome-ignore format: a list
  for (const patterns of taken) expect(check(patterns)).not.toThrow()
  const refused = [
    null,
    'a',
    1,
    ['a'],
    [['a']],
    { a: 1 },
    [[1, true]],
    [[{}, true]],
    [[null, true]],
    new Map([['a', 1]]),
  ]
  for (const patterns of refused) {
    expect(check(patterns)).toThrow(TypeError)
    expect(check(patterns)).toThrow('urlsExpireAfter')
  }
  expect(check({ 'a/*': 1 })).toThrow("urlsExpireAfter['a/*'] must be a boolean")
})

test('what can be read only once is refused', () => {
  expect(check(new Map([['a', true]]).entries())).toThrow('no iterator')
})
