import fc, { type Arbitrary } from 'fast-check'
import { mostly, often, some } from './choose.ts'
import { httpDate } from './written-dates.ts'

/** The time about which all dates are. */
export const base: number = Date.UTC(2026, 10, 22, 12)

/** Numbers of seconds as they are written, near to each other so that comparisons are close. */
const seconds = often(
  12,
  some('0', '9', '10', '11', '20', '60', '60', '007'),
  some('2147483648', '99999999999999999999', '1e3', '-1', '1.5', '', 'soon', '\xb2'),
)

const written = (name: string): Arbitrary<string> =>
  mostly(
    name,
    some(
      name.toUpperCase(),
      name.replace(/^./, (first) => first.toUpperCase()),
    ),
  )

/** `name=value`, with odd spacing and quotes. */
const assigned = (name: string, value: Arbitrary<string>): Arbitrary<string> =>
  fc
    .tuple(
      written(name),
      value,
      mostly('=', some(' = ', '= ', ' ='), 6),
      mostly(['', ''], some(['"', '"'], ["'", "'"], ['"\\', '"'], ['"', '']), 5),
    )
    .map(([key, text, equals, [open, close]]) => `${key}${equals}${open}${text}${close}`)

/** A directive that names fields, or seems to. */
const naming = (name: string): Arbitrary<string> =>
  assigned(name, some('"set-cookie"', '"X-A"', '"x-a, x-b"', '" , x-b"', '""', '"a b"', '"*"', 'x-a', 'x-a/b'))

const flags = [
  'no-store',
  'private',
  'public',
  'must-revalidate',
  'proxy-revalidate',
  'no-cache',
  'immutable',
  'must-understand',
]
const ofSeconds = ['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']

const weighted = (...rows: [number, Arbitrary<string>][]): Arbitrary<string> =>
  fc.oneof(...rows.map(([weight, arbitrary]) => ({ weight, arbitrary })))

const responseDirective = weighted(
  [4, assigned('max-age', seconds)],
  [6, fc.oneof(...ofSeconds.map((name) => assigned(name, seconds)))],
  [6, fc.oneof(...flags.map(written))],
  [1, fc.oneof(naming('no-cache'), naming('private'))],
  [1, fc.oneof(...flags.map((name) => assigned(name, some('1', 'x', ''))))],
  [1, some('x', 'x=1', 'x="a, no-store"', 'no-transform', 'max-age', 's-maxage', '"public"', 'x="', 'x"')],
)

const requestDirective = weighted(
  [3, assigned('max-age', seconds)],
  [3, assigned('min-fresh', seconds)],
  [2, assigned('max-stale', seconds)],
  [2, assigned('stale-if-error', seconds)],
  [2, written('max-stale')],
  [2, fc.oneof(written('no-cache'), written('only-if-cached'))],
  [1, some('no-store', 'no-transform', 'x', 'max-age', 'no-cache=x', '"max-stale"', 'only-if-cached=1')],
)

/** Directives behind one another, with commas that are doubled, spaced, forgotten and mistaken. */
const listOf = (directive: Arbitrary<string>, maxLength: number): Arbitrary<string> => {
  const separator = mostly(', ', some(',', ' , ', '\t,', ',,', ' ', ';', '"', ', "', '; '), 8)
  return fc
    .tuple(fc.array(fc.tuple(directive, separator), { maxLength }), directive)
    .map(([parts, last]) => [...parts.flat(), last].join(''))
}

export const responseControl: Arbitrary<string> = listOf(responseDirective, 3)
export const requestControl: Arbitrary<string> = listOf(requestDirective, 2)

/** A dictionary, or nearly one. */
export const targetedField: Arbitrary<string> = fc
  .array(
    weighted(
      [5, some('max-age=10', 'max-age=60', 's-maxage=20', 'stale-if-error=10', 'stale-while-revalidate=20')],
      [5, some('no-store', 'private', 'public', 'no-cache', 'must-revalidate', 'proxy-revalidate', 'immutable')],
      [1, some('max-age="10"', 'max-age=10.0', 'max-age=-5', 'max-age', 'no-store=?0', 'public=?1;x', 'none')],
      [1, some('private="x-a"', 'no-cache="x-b"', 'no-cache=x', 'must-revalidate=1', 'x=(1 2);y', 'x=:AQ==:')],
      [1, some('Max-Age=10', 'max-age=', 'max-age =10', 'x="', 'x=@1', '', 'no-store;', 'public;x=')],
    ),
    { maxLength: 4 },
  )
  .map((members) => members.join(', '))

const offset = often(
  6,
  some(-60, -30, -20, -11, -10, -9, -1, 0, 1, 9, 10, 11, 20, 30, 60).map((count) => count * 1_000),
  some(-6e13, -3.2e12, -1e11, -1e9, -1e7, 1e7, 1e9, 1e12, 1.58e12, 1e14),
)

const noDates = ['0', '', '-1', 'soon', '2026-11-22', 'Sun, 22 Nov 2026 12:00:00 PST', 'Sun, 22 Nov 2026 12:00']
const nearlyDates = ['Sun, 31 Feb 2026 12:00:60 GMT', 'Sun, 22 Foo 2026 12:00:60 GMT', 'Sun, 00 Nov 2026 12:00:00 GMT']

/** A date at some time about `base`, or what is none. */
export const dateField: Arbitrary<string> = often(
  6,
  fc.tuple(offset, fc.nat(5)).map(([ms, form]) => httpDate(base + ms, form)),
  some(...noDates, ...nearlyDates),
)
