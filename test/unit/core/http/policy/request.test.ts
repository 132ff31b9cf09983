import { expect, test } from 'vitest'
import { hasAuthorization, isSafe } from '../../../../../src/core/http/policy/request.ts'
import { request } from './fixture.ts'

test('safe methods (RFC 9110 §9.2.1)', () => {
  const methods = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'POST', 'PUT', 'PATCH', 'DELETE', 'get', 'M-SEARCH']
  expect(methods.filter(isSafe)).toEqual(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
})

test('Authorization is told from other credentials', () => {
  expect(hasAuthorization(request({ authorization: 'a' }))).toBe(true)
  expect(hasAuthorization(request({ cookie: 'a=1', 'x-api-key': 'b' }))).toBe(false)
})
