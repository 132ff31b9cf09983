import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import { asctime, imfFixdate, inSeconds, rfc850 } from './dates.ts'
import { answer, controlled, day, isReused, newSession, shared } from './fixture.ts'

/** Expires and the forms of HTTP-date: RFC 9111 §5.3 and §4.2, RFC 9110 §5.6.7. */
export const expires: Suite = (test, harness) => {
  const reused = isReused.bind(undefined, harness)
  const until = (value: string) => answer({ expires: value })

  test('§4.2.1: Expires minus Date is the lifetime', async () => {
    assert.isTrue(await reused(until('{now+60}'), { after: 50 }))
    assert.isFalse(await reused(until('{now+60}'), { after: 70 }))
    assert.isFalse(await reused(until('{now-60}')))
    assert.isFalse(await reused(until('{now}')))
  })

  test('§4.2.1: a lifetime by the clock of the origin, ahead of ours', async () => {
    const ahead = answer({ date: '{now+3600}', expires: '{now+3660}' })
    assert.isTrue(await reused(ahead, { after: 50 }))
    assert.isFalse(await reused(ahead, { after: 70 }))
  })

  test('§4.2.3: what is an hour old by its Date has lived longer than an Expires one minute after that', async () => {
    assert.isFalse(await reused(answer({ date: '{now-3600}', expires: '{now-3540}' })))
  })

  test('RFC 9110 §6.6.1: without a Date, or with an invalid one, the time of receipt takes its place', async () => {
    for (const date of [null, 'yesterday', '0']) {
      assert.isTrue(await reused(answer({ date, expires: '{now+60}' }), { after: 50 }), String(date))
      assert.isFalse(await reused(answer({ date, expires: '{now+60}' }), { after: 70 }), String(date))
    }
  })

  const forms = { 'IMF-fixdate': imfFixdate, rfc850, asctime }
  for (const [name, form] of Object.entries(forms)) {
    test(`RFC 9110 §5.6.7: Expires as ${name}`, async () => {
      assert.isTrue(await reused(until(form(inSeconds(60))), { after: 50 }), 'while fresh')
      assert.isFalse(await reused(until(form(inSeconds(60))), { after: 70 }), 'when stale')
      assert.isFalse(await reused(until(form(inSeconds(-60)))), 'in the past')
    })

    test(`RFC 9110 §5.6.7: Date as ${name}`, async () => {
      const minuteOld = controlled('max-age=90', { date: form(inSeconds(-60)) })
      assert.isTrue(await reused(minuteOld, { after: 20 }))
      assert.isFalse(await reused(minuteOld, { after: 40 }))
    })

    test(`§4.2: Expires as ${name} in any letter case`, async () => {
      const date = form(inSeconds(60))
      assert.isTrue(await reused(until(date.toLowerCase())), 'lower')
      assert.isTrue(await reused(until(date.toUpperCase())), 'upper')
    })
  }

  const years = (count: number) => inSeconds(count * 365.25 * day)

  test('RFC 9110 §5.6.7: a two-digit year up to 50 years ahead is that year', async () => {
    assert.isTrue(await reused(until(rfc850(years(1)))), '1')
    assert.isTrue(await reused(until(rfc850(years(20)))), '20')
    assert.isTrue(await reused(until(rfc850(years(49)))), '49')
  })

  test('RFC 9110 §5.6.7: a two-digit year that seems more than 50 years ahead is one of the past', async () => {
    // The weekday is that of the year that it seems to be; the year of the past has another.
    assert.isFalse(await reused(until(rfc850(years(52)))), '52')
    assert.isFalse(await reused(until(rfc850(years(98)))), '98')
  })

  test('RFC 9110 §5.6.7: the leap second is a time', async () => {
    assert.isTrue(await reused(until(imfFixdate(new Date(Date.UTC(2098, 11, 31, 23, 59, 59))).replace(':59 ', ':60 '))))
  })

  const [weekday = ''] = imfFixdate(new Date(Date.UTC(2098, 10, 4))).split(',')
  for (const value of [
    '0',
    '-1',
    '',
    'soon',
    '4070908800',
    '2098-11-04T08:49:37Z',
    'Nov 4 2098',
    `${weekday}, 4 Nov 2098 08:49:37 GMT`,
    `${weekday}, 04 Nov 98 08:49:37 GMT`,
    `${weekday}, 04-Nov-2098 08:49:37 GMT`,
    `${weekday}, 04 Nov 2098 8:49:37 GMT`,
    `${weekday}, 04 Nov 2098 08:49 GMT`,
    `${weekday}, 04 Nov 2098 08:49:37`,
    `${weekday}, 04 Nov 2098`,
    `${weekday} 04 Nov 2098 08:49:37 GMT`,
    `${weekday},04 Nov 2098 08:49:37 GMT`,
    `${weekday},  04  Nov 2098 08:49:37 GMT`,
    '04 Nov 2098 08:49:37 GMT',
    `Foo, 04 Nov 2098 08:49:37 GMT`,
    `${weekday}, 04 November 2098 08:49:37 GMT`,
    `${weekday}, 04 Foo 2098 08:49:37 GMT`,
    `${weekday}, 31 Nov 2098 08:49:37 GMT`,
    `${weekday}, 00 Nov 2098 08:49:37 GMT`,
    `${weekday}, 04 Nov 2098 24:49:37 GMT`,
    `${weekday}, 04 Nov 2098 08:60:37 GMT`,
    `${weekday}, 04 Nov 2098 08:49:61 GMT`,
    `${weekday}, 04 Nov 2098 08.49.37 GMT`,
    `${weekday}, 04 Nov 2098 08:49:37 GMT;`,
    `${weekday}, 04 Nov 2098 08:49:37 GMT+1`,
    `"${weekday}, 04 Nov 2098 08:49:37 GMT"`,
    `${weekday} Nov 4 08:49:37 2098`,
    `${weekday} Nov  4 08:49:37 2098 GMT`,
  ]) {
    test(`§5.3: Expires: ${value || '(empty)'} is no HTTP-date, and so in the past`, async () => {
      assert.isFalse(await reused(until(value)))
    })
  }

  for (const zone of ['UTC', 'UT', 'Z', 'PST', 'EST', 'CET', '+0000', '-0800']) {
    test(`§4.2: a date in ${zone} is invalid, since GMT is the only zone`, async () => {
      assert.isFalse(await reused(until(imfFixdate(inSeconds(day)).replace('GMT', zone))))
    })
  }

  test('§5.3: an invalid Expires is stale for a response with Last-Modified too', async () => {
    assert.isFalse(await reused(answer({ expires: '0', 'last-modified': '{now-8640000}' })))
  })

  test('§4.2.1: of two lines of Expires a later one does not extend the first', async () => {
    assert.isFalse(await reused(answer({ expires: ['{now-60}', '{now+600}'] })))
  })

  test('§4: the fields are handed on as they came', async () => {
    const value = rfc850(inSeconds(3_600)).toLowerCase()
    const { get } = await newSession(harness, { '/': until(value) }, shared)
    await get()
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(response.headers.get('expires'), value)
  })
}
