import { assert } from 'chai'
import type { Harness, Library, Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { newSession, validators } from './fixture.ts'

const saying = (cacheControl: string, further: Answer = {}): Answer => ({
  body: 'body {count}',
  ...further,
  headers: { 'cache-control': cacheControl, ...further.headers },
})
const silent: Answer = { body: 'body {count}' }
const modified: Answer = { body: 'body {count}', headers: { 'last-modified': '{now-36000}' } }
const hour: Library.SessionSettings = { shared: true, expireAfter: '1h' }
const asked: Library.CachedRequestInit = { dynadict: { expireAfter: '1h' } }

/** The seconds for which a response is fresh; dates tell them to the second only. */
const lifetimeIn = ({ expires, createdAt }: Library.CachedResponse): number =>
  (Number(expires) - Number(createdAt)) / 1_000

const isClose = (actual: number | undefined, seconds: number, what?: string): void =>
  assert.closeTo(actual ?? Number.NaN, seconds, 1.5, what)

/** For how many seconds a response is fresh, by what it says itself; `undefined` when it is not stored. */
async function lifetimeOf(
  harness: Harness,
  answer: Answer,
  settings: Library.SessionSettings = {},
  init: Library.CachedRequestInit = {},
): Promise<number | undefined> {
  const { get } = await newSession(harness, { '/': answer }, { shared: true, ...settings })
  await get('/', init)
  const { response } = await get('/', { ...init, cache: 'only-if-cached' })
  if (response.status === 504) return undefined
  return lifetimeIn(response)
}

/** Who decides how long a response is fresh, and for what (DESIGN §5, the table of precedence). */
export const precedence: Suite = (test, harness) => {
  const { lib } = harness

  test('1: what is prohibited is stored by no setting', async () => {
    const rows: [what: string, answer: Answer, init?: Library.CachedRequestInit][] = [
      ['no-store of the request', silent, { headers: { 'cache-control': 'no-store' } }],
      ['no-store of the response', saying('no-store')],
      ['private in a shared cache', saying('private, max-age=60')],
      ['Vary: *', { ...silent, headers: { vary: '*' } }],
      ['status 206', { ...silent, status: 206, headers: { 'content-range': 'bytes 0-3/8' } }],
    ]
    for (const [what, answer, init] of rows) {
      assert.isUndefined(await lifetimeOf(harness, answer, hour, { ...asked, ...init }), what)
    }
  })

  test('1: without cacheControl those prohibitions stay that are not of Cache-Control', async () => {
    const unheeding: Library.SessionSettings = { ...hour, cacheControl: false }
    assert.isUndefined(await lifetimeOf(harness, { ...silent, headers: { vary: '*' } }, unheeding))
    const part: Answer = { ...silent, status: 206, headers: { 'content-range': 'bytes 0-3/8' } }
    assert.isUndefined(await lifetimeOf(harness, part, unheeding))
    const noStore = { headers: { 'cache-control': 'no-store' } }
    assert.isUndefined(await lifetimeOf(harness, silent, unheeding, noStore))
    for (const directives of ['no-store', 'private', 'no-cache', 'max-age=5']) {
      isClose(await lifetimeOf(harness, saying(directives), unheeding), 3_600, directives)
    }
  })

  test('1: no-cache of the response is validated, whatever a setting says', async () => {
    const { get } = await newSession(harness, { '/': saying('no-cache', { headers: validators }) }, hour) // biome-ignore format: one line
    await get('/', asked)
    assert.isTrue((await get('/', asked)).response.revalidated)
  })

  test('2: expireAfter of the request goes before what the response states, and before all settings', async () => {
    for (const directives of ['max-age=5', 's-maxage=5', 'max-age=0']) {
      isClose(await lifetimeOf(harness, saying(directives), {}, asked), 3_600, directives)
    }
    const expiring: Answer = { body: 'x', headers: { expires: '{now+5}' } }
    isClose(await lifetimeOf(harness, expiring, {}, asked), 3_600)
    const settings: Library.SessionSettings = { expireAfter: 7, urlsExpireAfter: { '**': 9 } }
    isClose(await lifetimeOf(harness, silent, settings, asked), 3_600)
    isClose(await lifetimeOf(harness, modified, {}, asked), 3_600)
  })

  test('2: an expireAfter of 0 with the request validates what is stored', async () => {
    const { get } = await newSession(harness, { '/': saying('max-age=60', { headers: validators }) }, { shared: true })
    await get()
    assert.isTrue((await get('/', { dynadict: { expireAfter: 0 } })).response.revalidated)
    assert.isFalse((await get()).response.revalidated, 'for that request only')
  })

  test('3: what the response states goes before the settings of URLs and session, for any status', async () => {
    const settings: Library.SessionSettings = { ...hour, urlsExpireAfter: { '**': '2h' } }
    isClose(await lifetimeOf(harness, saying('max-age=60'), settings), 60)
    isClose(await lifetimeOf(harness, { body: 'x', headers: { expires: '{now+60}' } }, settings), 60)
    isClose(await lifetimeOf(harness, saying('max-age=60', { status: 404 }), settings), 60)
    isClose(await lifetimeOf(harness, saying('max-age=60', { status: 503 }), settings), 60)
  })

  test('4: the first pattern that matches the URL goes before the session', async () => {
    const urlsExpireAfter: Library.SessionSettings['urlsExpireAfter'] = [
      ['**/sites/*/users/*', 60],
      [/\/users\b/, '5m'],
      ['**/users', 1],
    ]
    const { get } = await newSession(harness, { '*': silent }, { ...hour, urlsExpireAfter })
    for (const [path, seconds] of [
      ['/users/7', 60],
      ['/users?page=2', 300],
      ['/other', 3_600],
    ] as const) {
      // biome-ignore format: rows
      await get(path)
      const { response } = await get(path)
      assert.isTrue(response.fromCache, path)
      isClose(lifetimeIn(response), seconds, path)
    }
  })

  test('4: patterns are globs, regular expressions and whatever has a test, in a list, a Map or a record', async () => {
    const pattern = { test: (url: string) => url.endsWith('/own') }
    const global = /\/global/g
    const patterns: [string | RegExp | typeof pattern, number][] = [
      ['/sites/*/glob/', 11],
      [global, 22],
      [pattern, 33],
    ]
    for (const urlsExpireAfter of [patterns, new Map(patterns)]) {
      const { get } = await newSession(harness, { '*': silent }, { shared: true, urlsExpireAfter })
      for (const [path, seconds] of [
        ['/glob/', 11],
        ['/global', 22],
        ['/global?2', 22],
        ['/own', 33],
      ] as const) {
        // biome-ignore format: rows
        const { response } = await get(path)
        isClose(lifetimeIn(response), seconds, path)
      }
      assert.isUndefined((await get('/nothing')).response.expires)
    }
    const record = { '/sites/*/glob/': 11 }
    isClose(await lifetimeOf(harness, silent, { urlsExpireAfter: { '/sites/': 44, ...record } }), 44)
  })

  test('4: a URLPattern is one of them', async () => {
    if (!('URLPattern' in globalThis)) return
    const { URLPattern } = globalThis as unknown as { URLPattern: new (init: object) => { test(url: string): boolean } }
    const urlsExpireAfter = [[new URLPattern({ pathname: '/sites/:id/' }), 55] as const]
    isClose(await lifetimeOf(harness, silent, { urlsExpireAfter }), 55)
  })

  test('4: a pattern may bring settings of any kind; those of the request go before them', async () => {
    const urlsExpireAfter: Library.SessionSettings['urlsExpireAfter'] = {
      '/sites/*/off': { disabled: true },
      '/sites/*/bare': { cacheControl: false, expireAfter: 60 },
      '/sites/*/errors': { allowableCodes: [200, 404] },
      '/sites/*/kept': { readOnly: true },
    }
    const routes = {
      '/off': saying('max-age=60'),
      '/bare': saying('no-store'),
      '/errors': { ...silent, status: 404 },
      '/kept': saying('max-age=60'),
    }
    const { get } = await newSession(harness, routes, { ...hour, urlsExpireAfter })
    const isStored = async (path: string, init: Library.CachedRequestInit = {}) => {
      await get(path, init)
      return (await get(path, init)).response.fromCache
    }
    assert.isFalse(await isStored('/off'))
    assert.isTrue(await isStored('/off', { dynadict: { disabled: false } }))
    assert.isTrue(await isStored('/bare'))
    assert.isTrue(await isStored('/errors'))
    assert.isFalse(await isStored('/kept'))
  })

  test('4: each hop of a redirect goes by the patterns of its own URL', async () => {
    const urlsExpireAfter = { '/sites/*/from': '1h', '/sites/*/to': 60 } as const
    const settings: Library.SessionSettings = { shared: true, urlsExpireAfter, allowableCodes: [200, 302] }
    const { get } = await newSession(harness, { '/from': { status: 302, headers: { location: 'to' } }, '/to': silent }, settings) // biome-ignore format: one line
    const { response } = await get('/from')
    isClose(lifetimeIn(response), 60)
  })

  test('5: expireAfter of the session is for responses that state nothing, before a heuristic, and for allowable codes', async () => {
    isClose(await lifetimeOf(harness, silent, hour), 3_600)
    isClose(await lifetimeOf(harness, modified, hour), 3_600)
    assert.isUndefined(await lifetimeOf(harness, { ...silent, status: 404 }, hour))
    const codes = { ...hour, allowableCodes: [404] }
    isClose(await lifetimeOf(harness, { ...silent, status: 404 }, codes), 3_600)
    assert.isUndefined(await lifetimeOf(harness, silent, codes))
    assert.isUndefined(await lifetimeOf(harness, { ...silent, status: 404 }, {}, asked), 'of the request, too')
  })

  test('6: a heuristic comes last, and not without cacheControl', async () => {
    isClose(await lifetimeOf(harness, modified), 3_600)
    const routes = { '/': { body: 'x', headers: validators } }
    const { get } = await newSession(harness, routes, { shared: true, cacheControl: false })
    await get()
    assert.isTrue((await get()).response.revalidated, 'stored to be validated, and never fresh')
  })

  test('without settings the cache is that of RFC 9111', async () => {
    assert.isUndefined(await lifetimeOf(harness, silent))
    isClose(await lifetimeOf(harness, saying('max-age=60')), 60)
  })

  test('a setting that loses is told in the detail of Cache-Status, with what it lost to', async () => {
    const detail = async (answer: Answer, settings = hour, init = {}) => {
      const { get } = await newSession(harness, { '/': answer }, settings)
      return /detail="(.*)"/.exec((await get('/', init)).response.cacheStatus)?.[1] ?? ''
    }
    assert.match(await detail(saying('max-age=60')), /expireAfter overruled by the response/)
    assert.match(await detail({ body: 'x', headers: { expires: '{now+60}' } }), /expireAfter overruled/)
    assert.strictEqual(await detail(saying('no-store')), 'no-store')
    assert.strictEqual(await detail(saying('private')), 'private')
    assert.strictEqual(await detail({ ...silent, headers: { vary: '*' } }), 'Vary: *')
    assert.strictEqual(await detail(silent), '')
    assert.strictEqual(await detail(saying('max-age=60'), { shared: true }), '', 'there was no setting to lose')
    assert.strictEqual(await detail(silent, { ...hour, readOnly: true }), 'readOnly')
    assert.strictEqual(await detail(silent, { ...hour, filterFn: () => false }), 'filterFn')
    assert.strictEqual(await detail({ body: 'x', repeat: 100 }, { ...hour, maxBodyBytes: 99 }), 'body too large')
  })

  test('a setting that is undefined is not given: the next one in line counts', async () => {
    const unheeding: Library.SessionSettings = { ...hour, cacheControl: false }
    const init = { dynadict: { cacheControl: undefined, expireAfter: undefined } }
    isClose(await lifetimeOf(harness, saying('no-store'), unheeding, init), 3_600)
    const urlsExpireAfter = { '**': { expireAfter: undefined, readOnly: false } }
    isClose(await lifetimeOf(harness, silent, { ...hour, urlsExpireAfter }), 3_600)
    const plain = new lib.CachedSession('some-table', { ...harness.connection, ...hour })
    assert.instanceOf(plain.with({ expireAfter: undefined }), lib.CachedSession)
  })
}
