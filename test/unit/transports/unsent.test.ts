import { describe, expect, test } from 'vitest'
import { isUnsentByCode, isUnsentByMessage } from '../../../src/transports/unsent.ts'

/** As each runtime makes it: what is inside is what happened. */
const wrapped = (message: string, code?: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), code && { code }) })

describe('by code', () => {
  test.each([
    ['Node', wrapped('connect ECONNREFUSED 127.0.0.1:8000', 'ECONNREFUSED')],
    ['Node', wrapped('getaddrinfo ENOTFOUND nobody.invalid', 'ENOTFOUND')],
    ['Node', wrapped('getaddrinfo EAI_AGAIN nobody.invalid', 'EAI_AGAIN')],
    ['Node', wrapped('Connect Timeout Error', 'UND_ERR_CONNECT_TIMEOUT')],
    ['Node, by a proxy', wrapped('Failed to establish tunnel', 'ERR_PROXY_TUNNEL')],
    ['Node, all addresses', Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' })],
    ['the SDK', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', $metadata: {} })],
    ['our sender for Node', Object.assign(wrapped('write EPROTO', 'EPROTO'), { code: 'ERR_NO_CONNECTION' })],
    ['Bun', Object.assign(new TypeError('Unable to connect.'), { code: 'ConnectionRefused' })],
  ])('%s made no connection', (_, error) => {
    expect(isUnsentByCode(error)).toBe(true)
  })

  test.each([
    ['other side closed', 'UND_ERR_SOCKET'],
    ['socket hang up', 'ECONNRESET'],
    ['write EPIPE', 'EPIPE'],
    ['connect ECONNREFUSED 127.0.0.1:8000', undefined],
    ['could not resolve', 'SOMETHING_ECONNREFUSED'],
  ])('%s may have been sent', (message, code) => {
    expect(isUnsentByCode(wrapped(message, code))).toBe(false)
  })
})

describe('by message', () => {
  const url = 'error sending request for url (http://127.0.0.1:1/): client error (Connect): '

  test.each([
    `${url}tcp connect error: Connection refused (os error 111)`,
    `${url}dns error: failed to lookup address information: Name or service not known`,
  ])('%s', (message) => {
    expect(isUnsentByMessage(wrapped(message))).toBe(true)
  })

  test.each([
    'error sending request from 127.0.0.1:2 for http://127.0.0.1:1/ (127.0.0.1:1): client error (SendRequest): connection closed before message completed',
    'Connection reset by peer (os error 104)',
    'tcp connect error: Connection refused',
    'client error (Connect): dns error',
  ])('%s may have been sent', (message) => {
    expect(isUnsentByMessage(wrapped(message))).toBe(false)
  })
})

test.each([undefined, null, 'refused', 7, {}])('%s says nothing', (cause) => {
  expect([isUnsentByCode(cause), isUnsentByMessage(cause)]).toEqual([false, false])
})
