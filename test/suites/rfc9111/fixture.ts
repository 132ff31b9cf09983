import { assert } from 'chai'
import type { Harness, Library } from '../harness.ts'
import type { Answer, RecordedRequest, Routes } from '../origin.ts'
import { newSession as sessionWith } from '../session/fixture.ts'

/** The settings by which the RFCs' choices are made. Whether it is shared must be told: the defaults of runtimes differ. */
export interface Settings extends Library.SessionSettings {
  readonly shared: boolean
  readonly targets?: readonly string[] | undefined
  readonly storeSetCookie?: boolean | undefined
  readonly staleIfError?: boolean | Library.Duration | undefined
  readonly staleWhileRevalidate?: boolean | Library.Duration | undefined
}

/** A cache of many users, by the RFCs alone. */
export const shared: Settings = { shared: true }
/** A cache of one user, by the RFCs alone. */
export const ofOne: Settings = { shared: false }

/** A session of its own for one test, which waits for the table however slow the machine is. */
export const newSession = (harness: Harness, routes: Routes, settings: Settings) =>
  sessionWith(harness, routes, { cacheTimeoutMs: 30_000, ...settings })

export type Session = Awaited<ReturnType<typeof newSession>>
export type Asked = Library.CachedRequestInit

/** An answer with these header fields, the number of whose body tells which request it answered. */
export const answer = (headers: Answer['headers'] = {}, further: Answer = {}): Answer => ({
  body: 'body {count}',
  ...further,
  headers,
})
/** The same with a Cache-Control field. */
export const controlled = (directives: string, headers: Answer['headers'] = {}, further: Answer = {}): Answer =>
  answer({ 'cache-control': directives, ...headers }, further)

/** What two requests one after the other are, and what is between them. */
export interface Pair {
  readonly settings?: Settings
  /** The first request. */
  readonly init?: Asked
  /** The second one, when it differs. */
  readonly next?: Asked
  /** Seconds between them. */
  readonly after?: number
  readonly path?: string
}

/**
 * Asks twice, and tells whether the second response was the stored first one without a word with the origin. What the
 * response says of itself must agree with what the origin saw.
 */
export async function isReused(harness: Harness, given: Answer | Answer[], pair: Pair = {}): Promise<boolean> {
  const { settings = shared, init = {}, next = init, after = 0, path = '/' } = pair
  const { get, hits, advance } = await newSession(harness, { [path]: given }, settings)
  const first = await get(path, init)
  assert.isFalse(first.response.fromCache, 'the first response is from the origin')
  if (after > 0) await advance(after)
  const second = await get(path, next)
  const reused = (await hits()) === 1
  assert.strictEqual(second.response.fromCache && !second.response.revalidated, reused, 'what the response says')
  if (reused) {
    assert.strictEqual(second.response.status, first.response.status)
    assert.strictEqual(second.text, first.text)
  }
  return reused
}

/** A request with these directives. */
export const asking = (directives: string): Asked => ({ headers: { 'cache-control': directives } })

/** Directives that forbid a shared cache to serve what is stale (RFC 9111 §4.2.4). */
export const forbiddingStale = ['must-revalidate', 'proxy-revalidate', 'no-cache', 's-maxage=60']

/** The last request that the origin had. */
export async function lastRequest({ site }: Session): Promise<RecordedRequest> {
  const last = (await site.requests()).at(-1)
  assert.isDefined(last, 'the origin had a request')
  return last
}

/** The Age of a response, which must be one non-negative integer (RFC 9111 §5.1). */
export function ageOf(response: Response): number {
  const age = response.headers.get('age')
  assert.match(age ?? 'none', /^\d+$/, 'Age')
  return Number(age)
}

/** Seconds in a day. */
export const day = 86_400
