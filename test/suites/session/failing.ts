import { assert } from 'chai'
import * as faults from '../faults.ts'
import { type Library, ManualClock, newName, rejection, type Suite } from '../harness.ts'
import { newSite, type Routes } from '../origin.ts'
import { validators } from './fixture.ts'

const { always, newLine } = faults
const fresh = { 'cache-control': 'max-age=60', ...validators }
const routes: Routes = {
  'PUT /': { body: 'done' },
  '/': { body: 'body', headers: fresh },
  '/large': { body: 'large', repeat: 40_000, headers: fresh },
  '/from': { status: 302, headers: { location: 'to', ...fresh } },
  '/to': { body: 'to', headers: fresh },
  '/varying': { body: 'varying', headers: { ...fresh, vary: 'accept-language' } },
}

/** For faults that are told at once: a busy machine is none of them. */
const patient = { cacheTimeoutMs: 5_000 }

/** Everything that a session does with DynamoDB, by what DynamoDB calls it. */
const operations = ['GetItem', 'PutItem', 'UpdateItem', 'Query', 'BatchWriteItem', 'DeleteItem']

const kinds: Readonly<Record<string, faults.Fault>> = {
  'a request that is lost': faults.dropped,
  'an answer that is lost': faults.lost,
  'a connection that breaks': faults.resetAmid,
  'a failure': faults.failedBefore,
  'a failure after all': faults.failedAfter,
  'a refusal for lack of permission': { answer: { status: 400, type: 'AccessDeniedException' }, isDone: false },
  'a table that is gone': { answer: { status: 400, type: 'ResourceNotFoundException' }, isDone: false },
  'a limit of throughput': faults.throttled,
  'an answer cut short': faults.truncated,
  'a login page': faults.portal,
}

/** The cache may fail, and the request may not (DESIGN §5). */
export const failing: Suite = (test, harness) => {
  const { lib, connection, endpoint, originUrl, faultsUrl } = harness

  async function newFailing(fault: faults.Fault, settings: Library.SessionSettings = {}) {
    const tableName = 'session-suite'
    const namespace = newName('cache')
    await new lib.DynamoDbCache({ ...connection, endpoint, tableName, namespace }).ready()
    const line = await newLine(faultsUrl, { ...fault, times: always })
    const clock = new ManualClock()
    const events: Library.DynadictEvent[] = []
    const limits = { maxAttempts: 1, attemptTimeoutMs: settings.cacheTimeoutMs ?? 400, timeoutMs: 10_000 }
    const options = { ...connection, ...limits, endpoint: line.url, tableName, namespace, createTable: false }
    const cache = new lib.DynamoDbCache({ ...options, clock })
    const site = await newSite(originUrl, routes)
    const session = new lib.CachedSession({
      ...{ cache, clock, shared: true, cacheTimeoutMs: 400, onEvent: (event) => events.push(event) },
      ...harness.session,
      ...settings,
    })
    const advance = async (seconds: number) => {
      clock.offsetMs += seconds * 1_000
      await site.setClock(clock.offsetMs)
    }
    return { session, site, advance, events, line, cache }
  }

  /** Asks for everything, over and over. */
  async function askAll(what: string, fault: faults.Fault, settings: Library.SessionSettings) {
    const { session, site, advance, line } = await newFailing(fault, settings)
    const ask = async (path: string, body: string, init: Library.CachedRequestInit = {}) => {
      const response = await session.fetch(site.url + path, init)
      assert.strictEqual(response.status, 200, what)
      assert.strictEqual(await response.text(), init.method === 'HEAD' ? '' : body, what)
    }
    for (let time = 0; time < 2; time++) {
      await ask('/', 'body')
      await ask('/large', 'large'.repeat(40_000))
      await ask('/from', 'to')
      await ask('/varying', 'varying')
      await ask('/varying', 'varying', { headers: { 'accept-language': 'de' } })
      await advance(70)
    }
    await ask('/', 'body', { dynadict: { staleWhileRevalidate: true } })
    await ask('/', '', { method: 'HEAD' })
    await ask('/', 'body', { headers: { authorization: 'token' } })
    await ask('/varying', 'varying', { dynadict: { filterFn: () => false } })
    await ask('/', 'done', { method: 'PUT', body: 'x' })
    await ask('/', 'body')
    await session.settle()
    assert.isNotEmpty(
      (await line.requests()).filter(({ isMet }) => isMet),
      what,
    )
  }

  for (const operation of operations) {
    test(`${operation}: whatever becomes of it, each request has the origin's answer`, async () => {
      const asked = Object.entries(kinds).map(([what, fault]) => askAll(what, { ...fault, operation }, patient))
      await Promise.all(asked)
      // What each request does is met at once; what few do only if all before it has its answer.
      const cacheTimeoutMs = operation === 'GetItem' || operation === 'PutItem' ? 100 : 1_000
      await askAll('no answer at all', { ...faults.unanswered, operation }, { cacheTimeoutMs })
    })
  }

  test('what fails is told: a read in Cache-Status and by an event, a write by an event', async () => {
    const reading = await newFailing({ ...faults.failedBefore, operation: 'GetItem' })
    const response = await reading.session.fetch(`${reading.site.url}/`)
    await response.text()
    assert.match(response.cacheStatus, /fwd=uri-miss; fwd-status=200; .*detail="SERVICE"/)
    const [event] = reading.events
    assert.strictEqual(event?.type, 'cache-read-failed')
    const writing = await newFailing({ ...faults.throttled, operation: 'PutItem' })
    await (await writing.session.fetch(`${writing.site.url}/`)).text()
    await writing.session.settle()
    assert.deepEqual(writing.events.map(({ type }) => type), ['cache-write-failed']) // biome-ignore format: one line
  })

  test('a variant that a 304 names and that cannot be read is asked for anew', async () => {
    const varying = (etag: string) => ({ 'cache-control': 'max-age=60', vary: 'accept-language', etag })
    const site = await newSite(originUrl, {
      '/': [
        { when: { 'if-none-match': '"en", "de"' }, status: 304, headers: varying('"de"') },
        { when: { 'accept-language': 'de' }, body: 'de', headers: varying('"de"') },
        { when: { 'accept-language': 'en' }, body: 'en', headers: varying('"en"') },
        { body: 'other', headers: varying('"other"') },
      ],
    })
    const transport = lib.createTransport({ ...connection, endpoint })
    let lost: string | undefined
    const losing: Library.Transport = {
      send: (operation, input, options) =>
        lost !== undefined && JSON.stringify(input).includes(lost)
          ? Promise.reject(new lib.NetworkError('lost'))
          : transport.send(operation, input, options),
    }
    const cache = new lib.DynamoDbCache({ tableName: 'session-suite', namespace: newName('cache'), transport: losing })
    const session = new lib.CachedSession({ cache, shared: true, ...harness.session })
    const ask = (language: string) => session.fetch(`${site.url}/`, { headers: { 'accept-language': language } })
    await (await ask('en')).text()
    await (await ask('de')).text()
    const german = await ask('de')
    assert.isTrue(german.fromCache)
    lost = german.cacheKey
    assert.strictEqual(await (await ask('fr')).text(), 'other')
    assert.include(
      (await site.requests()).map(({ headers }) => headers['if-none-match']),
      '"en", "de"',
    )
  })

  test('a cache that is late is not waited for beyond cacheTimeoutMs, to read or to write', async () => {
    for (const operation of ['GetItem', 'PutItem']) {
      const { session, site } = await newFailing({ operation, delayMs: 5_000 }, { cacheTimeoutMs: 100 })
      const start = Date.now()
      assert.strictEqual(await (await session.fetch(`${site.url}/`)).text(), 'body')
      assert.isBelow(Date.now() - start, 1_500, operation)
    }
  })

  test('strict: the same failures are those of the request', async () => {
    for (const operation of ['GetItem', 'PutItem']) {
      const { session, site } = await newFailing({ ...faults.failedBefore, operation }, { strict: true })
      const error = await rejection(session.fetch(`${site.url}/`).then((response) => response.text()))
      assert.isTrue(lib.isDynadictError(error), operation)
    }
    const updating = await newFailing({ ...faults.failedBefore, operation: 'UpdateItem' }, { strict: true })
    await (await updating.session.fetch(`${updating.site.url}/`)).text()
    await updating.advance(70)
    assert.isTrue(lib.isDynadictError(await rejection(updating.session.fetch(`${updating.site.url}/`))))
  })

  test('when DynamoDB is back the cache is, too', async () => {
    const { session, site, line, events } = await newFailing({ ...faults.failedBefore, chance: 0 })
    const door = await line.openDoor()
    assert.isString(door)
    const own = new lib.DynamoDbCache({ ...connection, endpoint: door, tableName: session.cache.tableName, namespace: newName('cache'), maxAttempts: 1 }) // biome-ignore format: one line
    const through = new lib.CachedSession({ cache: own, shared: true, ...harness.session, onEvent: (event) => events.push(event) }) // biome-ignore format: one line
    const ask = async () => {
      const response = await through.fetch(`${site.url}/`)
      assert.strictEqual(await response.text(), 'body')
      return response.fromCache
    }
    await line.shutDoor()
    assert.isFalse(await ask())
    await through.settle()
    assert.isNotEmpty(events)
    await line.openDoor()
    assert.isFalse(await ask())
    assert.isTrue(await ask())
  })
}
