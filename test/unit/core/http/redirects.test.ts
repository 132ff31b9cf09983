import { expect, test } from 'vitest'
import { headersForHop } from '../../../../src/core/http/redirects.ts'

const given = { authorization: 'a', Cookie: 'b', 'X-API-Key': 'c', 'proxy-authorization': 'd', host: 'e', accept: 'f' }

test('another origin does not see what was meant for one only', () => {
  const kept = headersForHop(new Headers(given), 'https://a.example/', 'https://b.example/')
  expect(Object.fromEntries(kept)).toEqual({ accept: 'f' })
  expect([...headersForHop(new Headers(given), 'https://a.example/', 'http://a.example/').keys()]).toEqual(['accept'])
})

test('the same origin sees all', () => {
  const kept = headersForHop(new Headers(given), 'https://a.example/x', 'https://a.example:443/y')
  expect([...kept.keys()]).toHaveLength(6)
})
