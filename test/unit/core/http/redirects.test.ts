import { describe, expect, test } from 'vitest'
import { nextHop, redirectTarget } from '../../../../src/core/http/redirects.ts'

describe('redirectTarget (Fetch §4.4)', () => {
  const of = (status: number, location?: string) =>
    redirectTarget(status, new Headers(location === undefined ? {} : { location }), 'https://a.example/x/y')
  test.each([301, 302, 303, 307, 308])('%d leads on', (status) => {
    expect(of(status, 'z')).toBe('https://a.example/x/z')
  })
  test.each([200, 201, 300, 304, 305, 306, 404])('%d does not', (status) => {
    expect(of(status, 'z')).toBeUndefined()
  })
  test('without a Location, or with a fragment', () => {
    expect(of(301)).toBeUndefined()
    expect(of(301, 'https://b.example/#f')).toBe('https://b.example/')
  })
  test('bytes beyond ASCII are UTF-8, or else Latin-1', () => {
    expect(of(301, '\xc3\xa9')).toBe('https://a.example/x/%C3%A9')
    expect(of(301, '\xe9')).toBe('https://a.example/x/%C3%A9')
  })
  test.each(['ftp://b/', 'data:,x', 'https://', 'https://u@b/', 'https://u:p@b/'])('%s is an error', (location) => {
    expect(() => of(301, location)).toThrow(TypeError)
  })
})

describe('nextHop', () => {
  const given = {
    authorization: 'a',
    Cookie: 'b',
    'X-API-Key': 'c',
    'proxy-authorization': 'd',
    host: 'e',
    accept: 'f',
  }
  const hop = (method: string, headers: Record<string, string> = given) => ({
    method,
    url: 'https://a.example/x',
    headers: new Headers(headers),
  })
  test.each(['https://b.example/', 'http://a.example/', 'https://a.example:444/'])(
    '%s does not see what was meant for one origin only',
    (target) => {
      const next = nextHop(hop('GET'), 301, target, {})
      expect(Object.fromEntries(next.headers)).toEqual({ accept: 'f' })
      expect(next.url).toBe(target)
    },
  )
  test('nor what a setting redacts', () => {
    const headers = { 'x-mine': '1', 'x-other': '2' }
    const next = nextHop(hop('GET', headers), 301, 'https://b.example/', { redact: ['X-Mine'] })
    expect([...next.headers.keys()]).toEqual(['x-other'])
  })
  test('the same origin sees all', () => {
    expect([...nextHop(hop('GET'), 301, 'https://a.example:443/y', {}).headers.keys()]).toHaveLength(6)
  })
  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
  ])('%d makes of %s a %s', (status, method, expected) => {
    const headers = { 'content-type': 'a/b', 'content-length': '1', 'x-mine': '1' }
    const next = nextHop(hop(method, headers), status, 'https://a.example/y', {})
    expect(next.method).toBe(expected)
    const isRewritten = expected === 'GET'
    expect([...next.headers.keys()]).toEqual(isRewritten ? ['x-mine'] : ['content-length', 'content-type', 'x-mine'])
  })
})
