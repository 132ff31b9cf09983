import { describe, expect, test } from 'vitest'
import { admit } from '../../../../../src/core/http/policy/admission.ts'
import { request, shared, unshared } from './fixture.ts'

describe('methods', () => {
  test.each(['GET', 'HEAD'])('%s is admitted', (method) => {
    expect(admit(shared, request({}, { method }))).toBe('admitted')
  })
  test.each(['get', 'POST', 'PURGE', 'CONNECT', 'OPTIONS'])('%s goes by', (method) => {
    expect(admit(shared, request({}, { method }))).toBe('method')
  })
  test('a setting names them', () => {
    const settings = { ...shared, allowableMethods: ['POST'] }
    expect(admit(settings, request({}, { method: 'POST' }))).toBe('admitted')
    expect(admit(settings, request())).toBe('method')
  })
})

describe('URLs', () => {
  test.each(['ftp://a/', 'data:,x', 'https:///', 'https://user@example.com/', 'https://user:p@example.com/'])(
    '%s goes by',
    (url) => {
      expect(admit(shared, request({}, { url }))).toBe('bypass')
    },
  )
  test.each(['http://example.com/', 'https://example.com/@me?a=b@c'])('%s is admitted', (url) => {
    expect(admit(shared, request({}, { url }))).toBe('admitted')
  })
})

describe('requests that are not the cache’s affair', () => {
  test.each(['if-match', 'if-unmodified-since'])('%s is for the origin to judge (RFC 9110 §13.2.1)', (name) => {
    expect(admit(shared, request({ [name]: '"v"' }))).toBe('bypass')
  })
  test.each(['if-none-match', 'if-modified-since', 'range', 'if-range'])('%s is not', (name) => {
    expect(admit(shared, request({ [name]: '"v"' }))).toBe('admitted')
  })
  test('no-store, as mode or directive (RFC 9111 §5.2.1.5)', () => {
    expect(admit(shared, request({}, { mode: 'no-store' }))).toBe('bypass')
    expect(admit(shared, request({ 'cache-control': 'max-age=0, No-Store' }))).toBe('bypass')
    expect(admit(shared, request({ 'cache-control': 'no-cache' }))).toBe('admitted')
  })
  test('Authorization, where a shared cache is told to let it by', () => {
    const bypass = { authorized: 'bypass' } as const
    const signed = request({ authorization: 'Bearer a' })
    expect(admit(shared, signed)).toBe('admitted')
    expect(admit({ ...shared, ...bypass }, signed)).toBe('bypass')
    expect(admit({ ...shared, ...bypass }, request({ cookie: 'a=1' }))).toBe('admitted')
    expect(admit({ ...unshared, ...bypass }, signed)).toBe('admitted')
  })
})
