import { assert } from 'chai'
import { rejection, type Suite } from '../harness.ts'
import { newSession } from './fixture.ts'

const fresh = { body: 'body', headers: { 'cache-control': 'max-age=60' } }

/** Settings that cannot be. */
export const misuse: Suite = (test, harness) => {
  const { lib } = harness

  test('each wrong setting is refused by name before anything is sent', async () => {
    const wrong: [name: string, value: unknown][] = [
      ['expireAfter', 'soon'],
      ['cacheControl', 'no'],
      ['shared', 1],
      ['targets', 'CDN-Cache-Control'],
      ['targets', ['bad name']],
      ['allowableCodes', [200, '404']],
      ['allowableCodes', [304]],
      ['allowableMethods', 'GET'],
      ['allowableMethods', ['GE T']],
      ['ignoredParameters', 'utm_source'],
      ['ignoredParameters', ['']],
      ['redact', [7]],
      ['matchHeaders', ['bad name']],
      ['matchHeaders', 'accept'],
      ['sortQuery', 1],
      ['keySecret', ''],
      ['keyFn', 'url'],
      ['filterFn', {}],
      ['staleIfError', -1],
      ['staleIfError', 'long'],
      ['staleWhileRevalidate', '1 fortnight'],
      ['alwaysRevalidate', 'yes'],
      ['readOnly', null],
      ['authorized', 'share'],
      ['storeSetCookie', 0],
      ['crossOriginValidation', 'no'],
      ['keepStale', 'always'],
      ['maxBodyBytes', 1.5],
      ['maxBodyBytes', -1],
      ['cacheTimeoutMs', 0],
      ['cacheTimeoutMs', Number.NaN],
      ['strict', 'true'],
      ['disabled', 1],
      ['waitUntil', true],
    ]
    const ofSessions: [name: string, value: unknown][] = [
      ['urlsExpireAfter', 5],
      ['urlsExpireAfter', { '*': 'soon' }],
      ['urlsExpireAfter', [['*']].values()],
      ['urlsExpireAfter', [[7, 60]]],
      ['cacheMode', 'sometimes'],
      ['fetch', 'fetch'],
      ['onEvent', []],
      ['clock', {}],
    ]
    const { session, site, sent } = await newSession(harness, { '*': fresh })
    for (const [name, value] of [...wrong, ...ofSessions]) {
      const given = { [name]: value } as never
      assert.throws(() => new lib.CachedSession('some-table', { ...harness.connection, ...(given as object) }), name)
      assert.throws(() => session.with(given), name, `with ${name}`)
    }
    assert.throws(() => session.with({ urlsExpireAfter: { '*': { expireAfter: -1 } } }), /expireAfter/)
    for (const [name, value] of wrong) {
      const error = await rejection(session.fetch(`${site.url}/`, { dynadict: { [name]: value } as never }))
      assert.isTrue(error instanceof TypeError || error instanceof RangeError, name)
      assert.include(error.message, name)
    }
    for (const name of ['onEvent', 'clock', 'cacheMode', 'fetch', 'urlsExpireAfter', 'no-such']) {
      const error = await rejection(session.fetch(`${site.url}/`, { dynadict: { [name]: undefined } as never }))
      assert.include(error.message, `init.dynadict has no option '${name}'`)
    }
    assert.instanceOf(await rejection(session.fetch(`${site.url}/`, { dynadict: null as never })), TypeError)
    assert.deepEqual(sent, [])
    assert.deepEqual(await site.requests(), [])
  })
}
