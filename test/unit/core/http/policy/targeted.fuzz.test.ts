import fc, { type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { parseTargeted } from '../../../../../src/core/http/policy/targeted.ts'
import { check } from './oracle/check.ts'
import { mostly, some } from './oracle/choose.ts'
import { parseDictionary } from './oracle/structured.ts'

const text = (characters: string, size: { minLength?: number; maxLength?: number } = {}) =>
  fc.string({ unit: fc.constantFrom(...characters), maxLength: 4, ...size })

const key = fc.tuple(some(...'amsx*'), text('ab1_-.*')).map((parts) => parts.join(''))
const number = fc
  .tuple(some('', '-'), text('0123456789', { minLength: 1, maxLength: 15 }))
  .map((parts) => parts.join(''))
const decimal = fc
  .tuple(
    some('', '-'),
    text('0123456789', { minLength: 1, maxLength: 12 }),
    text('0123456789', { minLength: 1, maxLength: 3 }),
  )
  .map(([sign, whole, part]) => `${sign}${whole}.${part}`)
const string = fc.array(some('a', ' ', ',', '~', '!', '\\"', '\\\\', ';', '=')).map((parts) => `"${parts.join('')}"`)
const token = fc.tuple(some(...'aZ*'), text("a1!#$%&'*+-.^_`|~:/")).map((parts) => parts.join(''))
const bytes = text('aZ09+/=').map((content) => `:${content}:`)
const bareItem = fc.oneof(number, decimal, string, token, bytes, some('?0', '?1'))
const parameters = fc
  .array(
    fc.tuple(
      some(';', '; ', ';  '),
      key,
      mostly(
        '',
        bareItem.map((item) => `=${item}`),
      ),
    ),
    { maxLength: 2 },
  )
  .map((all) => all.flat().join(''))
const item = fc.tuple(bareItem, parameters).map((parts) => parts.join(''))
const innerList = fc
  .tuple(some('', ' '), fc.array(item, { maxLength: 3 }), some(' ', '  '), some('', ' '), parameters)
  .map(([start, items, space, end, after]) => `(${start}${items.join(space)}${end})${after}`)
const member = fc
  .tuple(
    key,
    fc.oneof(
      parameters,
      fc.oneof(item, innerList).map((value) => `=${value}`),
    ),
  )
  .map((parts) => parts.join(''))

/** Dictionaries by the grammar of RFC 8941 §3. */
const dictionary: Arbitrary<string> = fc
  .tuple(
    some('', ' '),
    fc.array(member, { minLength: 1, maxLength: 4 }),
    some(',', ', ', '\t, \t', ' ,'),
    some('', ' ', '\t'),
  )
  .map(([start, members, comma, end]) => `${start}${members.join(comma)}${end}`)

/** The same with a character changed, too many or too few. */
const damaged = fc
  .tuple(dictionary, fc.nat(), fc.nat(1), some('', ...' ,;="\\()?:@%.-*A1\t~\x7f\xe9', '((', '=1', '123456789012345'))
  .map(([field, at, removed, put]) => {
    const index = at % (field.length + 1)
    return field.slice(0, index) + put + field.slice(index + removed)
  })

/** Whether all of it is taken, or nothing. */
const agree = (field: string) => {
  const members = parseDictionary(field)
  const directives = parseTargeted(field)
  expect(directives !== undefined).toBe(members !== undefined && members.size > 0)
  return { members, directives }
}

test('what is a dictionary is taken', () => {
  check('dictionaries', 5_000, [dictionary], (field) => {
    expect(agree(field).directives).toBeDefined()
  })
})

test('what is none is refused as a whole', () => {
  check('damaged dictionaries', 20_000, [damaged], (field) => {
    agree(field)
  })
})

test('directives have the values that they have there', () => {
  const name = some(
    'max-age',
    's-maxage',
    'stale-if-error',
    'stale-while-revalidate',
    'no-store',
    'no-cache',
    'private',
    'public',
    'must-revalidate',
  )
  const directive = fc
    .tuple(
      name,
      fc.oneof(
        parameters,
        item.map((value) => `=${value}`),
      ),
    )
    .map((parts) => parts.join(''))
  const field = fc.array(directive, { minLength: 1, maxLength: 5 }).map((all) => all.join(', '))
  check('directives', 5_000, [field], (field) => {
    const { members = new Map(), directives = new Map() } = agree(field)
    for (const [name, item] of members) {
      const isOfSeconds = /age$|^stale/.test(name)
      const isOfFields = ['no-cache', 'private'].includes(name)
      if (isOfSeconds) expect(directives.has(name)).toBe(item.type === 'integer')
      if (isOfSeconds && item.type === 'integer') expect(Number(directives.get(name))).toBe(item.value)
      if (!isOfSeconds && item.type === 'boolean') expect(directives.get(name)).toBe(item.value || undefined)
      if (!isOfSeconds && item.type === 'string') expect(directives.get(name)).toBe(isOfFields ? item.value : undefined)
    }
  })
})
