import type { Fields } from '../fixture.ts'
import { httpDate } from '../oracle/written-dates.ts'

/** A response, the request that it answered, and another one a while later. */
export interface Case {
  readonly shared: boolean
  readonly first: Fields
  readonly status: number
  readonly headers: Fields
  readonly asked: Fields
  readonly afterMs: number
}

export const came: number = Date.UTC(2026, 10, 22, 12)

/** Numbers that look random and are the same for ever (xorshift). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const date = (seconds: number) => httpDate(came + seconds * 1_000, 0)

const directives = [
  ...[
    'max-age=60',
    'max-age=10',
    'max-age=60',
    's-maxage=10',
    's-maxage=60',
    'Max-Age=60',
    'max-age="60"',
    'max-age=60.9',
  ],
  ...['no-store', 'private', 'private="x-a"', 'public', 'no-cache', 'no-cache="x-a"', 'must-understand', 'immutable'],
  ...[
    'must-revalidate',
    'proxy-revalidate',
    'stale-while-revalidate=50',
    'stale-while-revalidate=50',
    'x="a, no-store, b"',
  ],
]
const requests: Fields[] = [
  ...[{}, {}, {}, {}, { authorization: 'Bearer a' }, { 'cache-control': 'no-cache' }, { pragma: 'no-cache' }],
  ...['max-age=30', 'max-age=120', 'max-age=120', 'min-fresh=30', 'max-stale', 'max-stale=10', 'max-stale=50'].map(
    (directive) => ({ 'cache-control': directive }),
  ),
  ...[{ 'cache-control': 'max-stale=60', pragma: 'no-cache' }, { 'cache-control': 'Max-Age=5' }],
  { 'cache-control': 'only-if-cached' },
]
const fields: [name: string, ...values: string[]][] = [
  ['expires', date(60), date(10), date(-5), '0', '2026-11-22T13:00:00Z', httpDate(came + 60_000, 1)],
  ['date', date(0), date(0), date(0), date(-20), date(-100), 'soon'],
  ['last-modified', date(-1_000), date(-100), date(0), 'soon'],
  ['age', '0', '5', '20', '-30', '5, 90'],
  ['etag', '"a"', 'W/"a"'],
  ['vary', '*', 'x-a, *', 'accept-encoding'],
  ['set-cookie', 'a=1'],
  ['pragma', 'no-cache'],
]
/** How often in twelve a field is there. */
const often: Record<string, number> = { date: 10, 'last-modified': 3, etag: 10, age: 2, expires: 2 }

/** So many cases, always the same. */
export function sample(count: number, seed: number): Case[] {
  const below = numbers(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[below(list.length)]
  return Array.from({ length: count }, () => {
    const said = Array.from({ length: 1 + below(3) }, () => pick(directives))
    const rest = fields.flatMap(([name, ...values]) =>
      below(12) < (often[name] ?? 1) ? [[name, pick(values) ?? '']] : [],
    )
    return {
      shared: below(2) === 0,
      first: pick([{}, {}, {}, {}, {}, { authorization: 'Bearer a' }, { 'cache-control': 'no-store' }]) ?? {},
      status: pick([200, 200, 200, 200, 200, 200, 404, 404, 302, 500, 201, 206]) ?? 200,
      headers: { ...(said.length > 0 && { 'cache-control': said.join(', ') }), ...Object.fromEntries(rest) },
      asked: pick(requests) ?? {},
      afterMs: (pick([0, 5, 10, 20, 30, 60, 61, 110]) ?? 0) * 1_000,
    }
  })
}
