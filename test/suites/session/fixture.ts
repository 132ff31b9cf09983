import { counting, type Harness, type Library, ManualClock, newName } from '../harness.ts'
import { newSite, type Routes, type Site } from '../origin.ts'

/** Of both kinds: a runtime that does not show one of them has the other. */
export const validators = { etag: '"v1"', 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' }

/** A session with a cache, an origin and a clock of its own for one test. */
export async function newSession(harness: Harness, routes: Routes, settings: Library.SessionSettings = {}) {
  const { lib, connection, endpoint, originUrl } = harness
  const clock = new ManualClock()
  const events: Library.DynadictEvent[] = []
  const transport = counting(lib.createTransport({ ...connection, endpoint }))
  const cache = new lib.DynamoDbCache({ tableName: 'session-suite', namespace: newName('cache'), transport, clock })
  await cache.ready()
  transport.sent.length = 0
  const site = await newSite(originUrl, routes)
  const onEvent = (event: Library.DynadictEvent) => events.push(event)
  const session = new lib.CachedSession({ cache, clock, onEvent, ...harness.session, ...settings })
  return {
    cache,
    transport,
    clock,
    events,
    session,
    site,
    /** The operations that were sent to DynamoDB. */
    sent: transport.sent,
    /** Moves time for the cache and for the origin. */
    advance: async (seconds: number) => {
      clock.offsetMs += seconds * 1_000
      await site.setClock(clock.offsetMs)
    },
    /** Fetches a path of the site and reads its body. */
    get: async (path = '/', init: Library.CachedRequestInit = {}) => {
      const response = await session.fetch(site.url + path, init)
      return { response, text: await response.text() }
    },
    /** How many requests the origin had. */
    hits: async () => (await site.requests()).length,
  }
}

/** Resolves when the origin has had so many requests. */
export async function arrived(site: Site, count: number): Promise<void> {
  while ((await site.requests()).length < count) await new Promise((resolve) => setTimeout(resolve, 5))
}
