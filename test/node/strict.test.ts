import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32, gunzipSync } from 'node:zlib'
import { AwsV4Signer } from 'aws4fetch'
import { describe, expect, inject, test } from 'vitest'
import { startStrictServer } from '../support/strict-server.ts'

/** The strict server itself, asked as no transport of ours would ask it. */

interface Asked {
  readonly url?: string
  readonly body?: string
  readonly signer?: Partial<ConstructorParameters<typeof AwsV4Signer>[0]>
  /** Changes what was signed. */
  readonly tamper?: (headers: Headers) => void
  readonly sent?: string
}

const known = { accessKeyId: 'AKID', secretAccessKey: 'SECRET', region: 'us-west-2', service: 'dynamodb' }
const strictUrl = inject('strictUrl')
const amzDate = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString().replace(/[:-]|\.\d{3}/g, '')

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.DescribeTable',
}

async function ask({ url = `${strictUrl}/`, body = '{"TableName":"none"}', signer, tamper, sent = body }: Asked = {}) {
  const signed = await new AwsV4Signer({ ...known, url, method: 'POST', headers, body, ...signer }).sign()
  tamper?.(signed.headers)
  const response = await fetch(url, { method: 'POST', headers: signed.headers, body: sent })
  const { __type = '', message = '' } = await response.json()
  return { status: response.status, type: String(__type).replace(/^.*#/, ''), message: String(message) }
}

/** What comes by the engine, once a request is let through. */
const passed = expect.objectContaining({ status: 400, type: 'ResourceNotFoundException' })
const refused = (type: string, message: RegExp) => ({ status: 400, type, message: expect.stringMatching(message) })

test('a request that is signed right goes on to the engine', async () => {
  expect(await ask()).toEqual(passed)
})

describe('refused is', () => {
  const invalid = (message: RegExp) => refused('InvalidSignatureException', message)
  const incomplete = (message: RegExp) => refused('IncompleteSignatureException', message)
  const unrecognized = refused(
    'UnrecognizedClientException',
    /^The security token included in the request is invalid\.$/,
  )
  const wrong = invalid(/^The request signature we calculated does not match/)
  const replaceIn = (name: string, pattern: RegExp, by: string | ((found: string) => string)) => (headers: Headers) =>
    headers.set(name, (headers.get(name) ?? '').replace(pattern, by as string))
  const otherDigit = (found: string) => String(9 - Number(found))

  test.each<[what: string, Asked, answer: object]>([
    ['another secret', { signer: { secretAccessKey: 'secret' } }, wrong],
    ['a body that has changed by one byte', { sent: '{"TableName":"nonf"}' }, wrong],
    ['a body with a blank more', { sent: '{"TableName":"none"} ' }, wrong],
    ['a path other than what was signed', { signer: { url: `${strictUrl}/other` } }, wrong],
    ['a query that was not signed', { url: `${strictUrl}/?a=b`, signer: { url: `${strictUrl}/` } }, wrong],
    ['a host other than what was signed', { signer: { url: 'http://localhost/' } }, wrong],
    ['another operation', { tamper: replaceIn('x-amz-target', /Describe/, 'Delete') }, wrong],
    ['another date', { tamper: replaceIn('x-amz-date', /\d(?=Z)/, otherDigit) }, wrong],
    [
      'no signature',
      { tamper: (headers) => headers.delete('authorization') },
      refused('MissingAuthenticationTokenException', /^Request is missing Authentication Token$/),
    ],
    [
      'another algorithm',
      { tamper: replaceIn('authorization', /^AWS4-HMAC-SHA256/, 'AWS4-HMAC-SHA1') },
      incomplete(/algorithm/),
    ],
    ['half an authorization', { tamper: replaceIn('authorization', /, Signature=.*/, '') }, incomplete(/'Signature'/)],
    ['no date', { tamper: (headers) => headers.delete('x-amz-date') }, incomplete(/'X-Amz-Date'/)],
    [
      'a date that is none',
      { tamper: (headers) => headers.set('x-amz-date', 'today') },
      incomplete(/^Date must be in ISO-8601 'basic format'. Got 'today'/),
    ],
    ['an unknown access key', { signer: { accessKeyId: 'akid' } }, unrecognized],
    ['a session token where there is none', { signer: { sessionToken: 'TOKEN' } }, unrecognized],
    [
      'another Region',
      { signer: { region: 'us-east-1' } },
      invalid(/^Credential should be scoped to a valid region, not 'us-east-1'\.$/),
    ],
    ['another service', { signer: { service: 's3' } }, invalid(/scoped to correct service: 'dynamodb'/)],
    [
      'a scope of another day',
      { tamper: replaceIn('authorization', /\/\d{8}\//, '/20200101/') },
      invalid(/^Date in Credential scope does not match/),
    ],
    [
      'a scope without its end',
      { tamper: replaceIn('authorization', /\/aws4_request/, '') },
      invalid(/valid terminator/),
    ],
    [
      'a checksum that is not of the body',
      { signer: { headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } } },
      invalid(/x-amz-content-sha256/),
    ],
  ])('%s', async (_, asked, answer) => {
    expect(await ask(asked)).toEqual(answer)
  })

  test.each(['host', 'x-amz-date', 'x-amz-target', 'x-amz-security-token', 'x-amz-user-agent'])(
    'a request whose %s is not signed',
    async (name) => {
      const tamper = replaceIn('authorization', new RegExp(`(?<==|;)${name}(;|(?=,))`), '')
      const answer = invalid(new RegExp(`^'${name}' must be a 'SignedHeader'`))
      expect(
        await ask({ signer: { headers: { ...headers, 'x-amz-user-agent': 'test' }, sessionToken: 'TOKEN' }, tamper }),
      ).toEqual(answer)
    },
  )

  test('what is older or newer than five minutes, with the times in the message', async () => {
    const minutes = (count: number) => ask({ signer: { datetime: amzDate(count * 60_000) } })
    const time = '\\d{8}T\\d{6}Z'
    const expired = new RegExp(`^Signature expired: ${time} is now earlier than ${time} \\(${time} - 5 min\\.\\)$`)
    const early = new RegExp(
      `^Signature not yet current: ${time} is still later than ${time} \\(${time} \\+ 5 min\\.\\)$`,
    )
    expect(await minutes(-5.2)).toEqual(invalid(expired))
    expect(await minutes(5.2)).toEqual(invalid(early))
    for (const count of [-4.8, 4.8]) expect(await minutes(count)).toEqual(passed)
  })
})

describe('an answer', () => {
  /** As it is on the wire. */
  async function raw(accepted: string | undefined, region = known.region) {
    const url = `${strictUrl}/`
    const body = '{}'
    const named = { ...headers, 'x-amz-target': 'DynamoDB_20120810.ListTables' }
    const signed = await new AwsV4Signer({ ...known, region, url, method: 'POST', headers: named, body }).sign()
    if (accepted !== undefined) signed.headers.set('accept-encoding', accepted)
    return new Promise<{ headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
      const asking = request(url, { method: 'POST', headers: Object.fromEntries(signed.headers) }, async (response) =>
        resolve({ headers: response.headers, bytes: Buffer.concat(await response.toArray()) }),
      )
      asking.on('error', reject).end(body)
    })
  }

  test.each(['gzip', 'gzip, deflate, br', 'br;q=1, GZIP;q=0.5', '*'])(
    'is compressed for who takes %s',
    async (accepted) => {
      const { headers, bytes } = await raw(accepted)
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'x-amz-crc32': String(crc32(bytes)) })
      expect(JSON.parse(String(gunzipSync(bytes)))).toHaveProperty('TableNames')
    },
  )

  test.each([undefined, 'identity', 'br', 'gzip;q=0', 'gzip;q=0, *'])(
    'is not compressed for who takes %s',
    async (accepted) => {
      const { headers, bytes } = await raw(accepted)
      expect(headers).not.toHaveProperty('content-encoding')
      expect(headers['x-amz-crc32']).toBe(String(crc32(bytes)))
      expect(JSON.parse(String(bytes))).toHaveProperty('TableNames')
    },
  )

  test('has an id of its own, refusals too', async () => {
    const answers = await Promise.all([known.region, known.region, 'none', 'none'].map((region) => raw('gzip', region)))
    const ids = answers.map(({ headers }) => headers['x-amzn-requestid'])
    expect(new Set(ids).size).toBe(4)
    for (const id of ids) expect(id).toMatch(/\w/)
  })
})

test('who waits for an answer when the server is closed still gets it', async () => {
  let answer = () => {}
  const engine = createServer((_, response) => {
    answer = () => response.end('{"__type":"Slow","message":""}')
  })
  await once(engine.listen(0, '127.0.0.1'), 'listening')
  const asked = once(engine, 'request')
  const strict = await startStrictServer(`http://127.0.0.1:${(engine.address() as AddressInfo).port}`)
  const asking = ask({ url: `${strict.url}/` })
  await asked
  const closing = strict.close()
  answer()
  expect((await asking).type).toBe('Slow')
  await closing
  await expect(ask({ url: `${strict.url}/` })).rejects.toThrow()
  engine.close()
  engine.closeAllConnections()
})
