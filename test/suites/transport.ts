import { assert } from 'chai'
import { facing as face, failure, found } from './facing.ts'
import { type Library, ManualClock, newName, rejection, type Suite } from './harness.ts'
import { type Answer, newSite } from './origin.ts'

/** One behaviour, whichever sender is below. */
export const transport: Suite = (test, harness) => {
  const { lib, connection } = harness

  const facing = (answers: Answer | Answer[], options?: Library.ConnectionOptions) => face(harness, answers, options)

  test('a request is signed, names its operation, and carries the session token', async () => {
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'SECRET', sessionToken: 'TOKEN' }
    const { get, requests } = await facing(found, { credentials })
    await get()
    const [request] = await requests()
    assert.strictEqual(request?.method, 'POST')
    assert.strictEqual(request?.headers['x-amz-target'], 'DynamoDB_20120810.GetItem')
    assert.strictEqual(request?.headers['content-type'], 'application/x-amz-json-1.0')
    assert.strictEqual(request?.headers['x-amz-security-token'], 'TOKEN')
    assert.match(
      request?.headers.authorization ?? '',
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-west-2\/dynamodb\/aws4_request/,
    )
  })

  test('a request tells its length, as DynamoDB asks for', async () => {
    const { get, requests } = await facing(found)
    await get()
    const [request] = await requests()
    assert.strictEqual(request?.headers['content-length'], String(new TextEncoder().encode(request?.body).byteLength))
    assert.notProperty(request?.headers, 'transfer-encoding')
  })

  test('a throttle, told by the type in a 400 body, is tried again until it succeeds', async () => {
    for (const type of ['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded']) {
      const { get, attempts } = await facing([failure(type), failure(type), found])
      assert.deepEqual((await get()).Item, { key: { S: 'k' } })
      assert.strictEqual(await attempts(), 3)
    }
  })

  test('a throttle on the last attempt too is a ThrottledError', async () => {
    const { get, attempts } = await facing(failure('ThrottlingException'), { maxAttempts: 3 })
    const error = await rejection(get())
    assert.instanceOf(error, lib.ThrottledError)
    assert.deepInclude(error, {
      code: 'THROTTLED',
      retryable: true,
      operation: 'GetItem',
      table: 'the-table',
    })
    assert.strictEqual(await attempts(), 3)
  })

  test('an error has the id that DynamoDB gave to the request', async () => {
    const { get } = await facing(failure('ValidationException'))
    assert.strictEqual((await rejection(get())).requestId, 'REQUEST-1')
  })

  test('a failure of the service and a broken connection are tried again', async () => {
    const passing: Answer[] = [
      failure('InternalServerError', 500),
      failure('ServiceUnavailable', 503),
      failure('TransactionConflictException'),
      { cut: true, body: '{"Item"' },
      { status: 200, body: '' },
      { status: 200, body: '<html>Please log in</html>' },
      { status: 200, body: '["no object"]' },
      { status: 503, body: '<html>Service Unavailable</html>' },
      { status: 201, body: '{"Item":{}}' },
      { status: 400, body: '{}' },
      { status: 403, body: '{"error":"a proxy says no"}' },
      { status: 200, body: '{"Item":{"v":{"B":"%%%"}}}' },
    ]
    for (const answer of passing) {
      const { get, attempts } = await facing([answer, found])
      assert.deepEqual((await get()).Item, { key: { S: 'k' } }, JSON.stringify(answer))
      assert.strictEqual(await attempts(), 2)
    }
  })

  test('a redirect is not followed, and blanks around the answer do not matter', async () => {
    const elsewhere = await newSite(harness.originUrl, { '*': found })
    const away: Answer = { status: 307, headers: { location: `${elsewhere.url}/` }, body: '' }
    const { get } = await facing([away, { body: ` \n${found.body}\n` }])
    assert.deepEqual((await get()).Item, { key: { S: 'k' } })
    assert.lengthOf(await elsewhere.requests(), 0)
  })

  test('what will not pass is not tried again, and has a class and code of its own', async () => {
    const final: [Answer, code: string, fields?: object][] = [
      [failure('ValidationException'), 'SERVICE', { type: 'ValidationException', status: 400 }],
      [failure('ConditionalCheckFailedException'), 'CONDITION_FAILED'],
      [failure('AccessDeniedException'), 'ACCESS_DENIED'],
      [failure('ResourceNotFoundException'), 'TABLE_NOT_FOUND'],
      [failure('UnrecognizedClientException'), 'CREDENTIALS'],
      [failure('InvalidSignatureException'), 'CREDENTIALS'],
      [
        failure('ValidationException', 400, 'Item size to update has exceeded the maximum allowed size'),
        'ITEM_TOO_LARGE',
      ],
      [failure('SomethingNewException', 418), 'SERVICE', { type: 'SomethingNewException', status: 418 }],
    ]
    for (const [answer, code, fields = {}] of final) {
      const { get, attempts } = await facing(answer)
      const error = await rejection(get())
      assert.isTrue(lib.isDynadictError(error))
      assert.deepInclude(error, { code, retryable: false, operation: 'GetItem', table: 'the-table', ...fields })
      assert.match(error.message, /GetItem on table 'the-table'/)
      assert.strictEqual(await attempts(), 1, code)
    }
  })

  test('an answer that is not of DynamoDB, again and again, is a NetworkError', async () => {
    const { get } = await facing({ status: 200, body: '<html>' }, { maxAttempts: 2 })
    const error = await rejection(get())
    assert.instanceOf(error, lib.NetworkError)
    assert.match(error.message, /was not answered by DynamoDB/)
  })

  test('a server that is down is a NetworkError within the deadline', async () => {
    const made = lib.createTransport({ ...connection, endpoint: harness.deadEndpoint, maxAttempts: 3 })
    const start = Date.now()
    const error = await rejection(made.send('DescribeTable', { TableName: 'the-table' }))
    assert.instanceOf(error, lib.NetworkError)
    assert.strictEqual(error.code, 'NETWORK')
    assert.isBelow(Date.now() - start, 3_000)
  })

  test('a server that never answers is a TimeoutError, by attempt and as a whole', async () => {
    const { get, attempts } = await facing({ never: true }, { attemptTimeoutMs: 400, maxAttempts: 2 })
    const error = await rejection(get())
    assert.instanceOf(error, lib.TimeoutError)
    assert.strictEqual(error.code, 'TIMEOUT')
    assert.strictEqual(await attempts(), 2)

    const whole = await facing({ never: true }, { timeoutMs: 150 })
    const start = Date.now()
    assert.instanceOf(await rejection(whole.get()), lib.TimeoutError)
    assert.isBelow(Date.now() - start, 1_500)
  })

  test('an attempt that timed out is made again', async () => {
    const { get, attempts } = await facing([{ never: true }, found], { attemptTimeoutMs: 100 })
    assert.deepEqual((await get()).Item, { key: { S: 'k' } })
    assert.strictEqual(await attempts(), 2)
  })

  test('Retry-After is waited for', async () => {
    const busy = { ...failure('ServiceUnavailable', 503), headers: { 'retry-after': '1' } }
    const { get } = await facing([busy, found])
    const start = Date.now()
    await get()
    assert.isAtLeast(Date.now() - start, 950)
  })

  test('an abort ends a request and a wait with its own reason', async () => {
    for (const answer of [{ never: true }, { ...failure('ThrottlingException'), headers: { 'retry-after': '9' } }]) {
      const { get } = await facing(answer)
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(new Error('gone')), 60)
      const start = Date.now()
      assert.strictEqual((await rejection(get(leaving.signal))).message, 'gone')
      assert.isBelow(Date.now() - start, 1_500)
    }
  })

  /** A function that notes how often it was asked, and takes its time. */
  function newSource(lifeMs: number) {
    const source = {
      asked: 0,
      credentials: async () => {
        source.asked++
        await new Promise((resolve) => setTimeout(resolve, 10))
        return { accessKeyId: 'AKID', secretAccessKey: 'SECRET', expiration: new Date(Date.now() + lifeMs) }
      },
    }
    return source
  }

  test('credentials from a function are asked for once by many requests at a time', async () => {
    const source = newSource(3_600_000)
    const { get } = await facing(found, { credentials: source.credentials })
    await Promise.all([get(), get(), get()])
    assert.strictEqual(source.asked, 1)
  })

  test('credentials from a function are kept, and asked for again before they end', async () => {
    const source = newSource(1_000)
    const { get } = await facing(found, { credentials: source.credentials })
    await get()
    await get()
    assert.strictEqual(source.asked, 1)
    await new Promise((resolve) => setTimeout(resolve, 600))
    await get()
    assert.strictEqual(source.asked, 2)
  })

  test('a credentials function that hangs once is asked again', async () => {
    let asked = 0
    const clock = new ManualClock()
    const credentials = async () => {
      asked++
      return asked === 1 ? new Promise<never>(() => {}) : { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
    }
    const { get } = await facing(found, { credentials, clock, timeoutMs: 400 })
    const error = await rejection(get())
    assert.instanceOf(error, lib.CredentialsError)
    assert.match(error.message, /has no credentials: none within 400 ms/)
    clock.offsetMs += 11_000
    assert.isDefined((await get()).Item)
  })

  test('a credentials function that throws at once is asked again by the next request', async () => {
    let asked = 0
    const credentials = () => {
      asked++
      if (asked === 1) throw new Error('not yet')
      return Promise.resolve({ accessKeyId: 'AKID', secretAccessKey: 'SECRET' })
    }
    const { get } = await facing(found, { credentials })
    assert.instanceOf(await rejection(get()), lib.CredentialsError)
    assert.isDefined((await get()).Item)
  })

  test('a function like those of the AWS SDK will do, whatever else its identities have', async () => {
    const credentials = async ({ callerClientConfig }: { callerClientConfig?: object } = {}) => {
      assert.notStrictEqual(callerClientConfig, null)
      return {
        accessKeyId: 'AKIDSDK',
        secretAccessKey: 'SECRET',
        sessionToken: 'TOKEN',
        expiration: new Date(Date.now() + 3_600_000),
        accountId: '123456789012',
        credentialScope: 'us-west-2',
      }
    }
    const { get, requests } = await facing(found, { credentials })
    await get()
    const [request] = await requests()
    assert.match(request?.headers.authorization ?? '', /Credential=AKIDSDK\/\d{8}\/us-west-2\//)
    assert.strictEqual(request?.headers['x-amz-security-token'], 'TOKEN')
  })

  /** Takes longer than an attempt may. */
  const slowCredentials = async () => {
    await new Promise((resolve) => setTimeout(resolve, 900))
    return { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
  }

  test('the time that credentials take is not that of an attempt', async () => {
    const { get, attempts } = await facing(found, {
      credentials: slowCredentials,
      attemptTimeoutMs: 600,
      maxAttempts: 1,
    })
    assert.isDefined((await get()).Item)
    assert.strictEqual(await attempts(), 1)
  })

  test('a write that waited for credentials has lost no answer', async () => {
    const tableName = newName('slow-credentials')
    const options = { ...connection, endpoint: harness.endpoint }
    const dict = new lib.DynamoDbDict(tableName, options)
    await dict.set('key', 1)
    const waiting = () =>
      new lib.DynamoDbDict(tableName, { ...options, credentials: slowCredentials, attemptTimeoutMs: 600 })
    const refused = await rejection(waiting().set('key', 2, { ifAbsent: true }))
    assert.strictEqual(refused.code, 'CONDITION_FAILED')
    assert.strictEqual(await waiting().increment('key'), 2)
  })

  test('a write whose credentials never come was not sent, and nobody is told otherwise', async () => {
    const credentials = () => new Promise<never>(() => {})
    const made = lib.createTransport({ ...connection, endpoint: harness.deadEndpoint, credentials, timeoutMs: 300 })
    const unanswered: unknown[] = []
    const input = { TableName: 'the-table', Item: {} }
    const error = await rejection(
      made.send('PutItem', input, { onUnanswered: (failure) => void unanswered.push(failure) }),
    )
    assert.strictEqual(error.code, 'CREDENTIALS')
    assert.deepEqual(unanswered, [])
  })

  test('credentials that would break a header are refused without being shown', async () => {
    const bad = { accessKeyId: 'AKID', secretAccessKey: 'SECRET', sessionToken: 'TOKEN\nMARK' }
    assert.throws(
      () => lib.createTransport({ ...connection, credentials: bad }),
      /^credentials\.sessionToken must be visible ASCII/,
    )
    const { get } = await facing(found, { credentials: async () => bad })
    const error = await rejection(get())
    assert.instanceOf(error, lib.CredentialsError)
    assert.notInclude(`${error.stack} ${String(error.cause)}`, 'MARK')
  })

  test('createTransport refuses a bad option by name', () => {
    for (const options of [{ region: 'evil.example/#' }, { maxAttempts: 0 }, { timeoutMs: 2 ** 31 }, { regoin: 'x' }]) {
      const [name = ''] = Object.keys(options)
      assert.throws(() => lib.createTransport({ ...connection, ...options } as never), new RegExp(name))
    }
  })

  test('an expiration that is no Date is refused by name, in a value as from a function', async () => {
    const keys = { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
    for (const expiration of ['2026-11-22T12:00:00Z', 1_795_348_800_000, new Date(Number.NaN), null, {}]) {
      const bad = { ...keys, expiration } as never
      const refused = /credentials(\(\))?\.expiration must be a Date/
      assert.throws(() => lib.createTransport({ ...connection, credentials: bad }), TypeError, refused)
      const { get, attempts } = await facing(found, { credentials: async () => bad })
      const error = await rejection(get())
      assert.instanceOf(error, lib.CredentialsError)
      assert.match(error.message, refused)
      assert.strictEqual(await attempts(), 0)
    }
  })

  test('credentials that cannot be had are a CredentialsError with the cause', async () => {
    const credentials = () => Promise.reject(new Error('the vault is closed'))
    const { get, attempts } = await facing(found, { credentials })
    const error = await rejection(get())
    assert.instanceOf(error, lib.CredentialsError)
    assert.match(error.message, /the vault is closed/)
    assert.strictEqual(await attempts(), 0)
  })

  test('no message shows a secret', async () => {
    const credentials = { accessKeyId: 'AKIDMARK', secretAccessKey: 'SECRETMARK', sessionToken: 'TOKENMARK' }
    for (const answer of [failure('ValidationException'), failure('UnrecognizedClientException'), { body: '<html>' }]) {
      const { get } = await facing(answer, { credentials, maxAttempts: 1 })
      const error = await rejection(get())
      const shown = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
      assert.notMatch(shown, /SECRETMARK|TOKENMARK/)
    }
  })

  test("a fetch of one's own sends what is signed, and the AWS SDK refuses it by name", async () => {
    const sent: string[] = []
    const own = (url: string | URL | Request, init?: RequestInit) => {
      sent.push(new Headers(init?.headers).get('x-amz-target') ?? '')
      return fetch(url, init)
    }
    if (connection.transport === 'aws-sdk') {
      assert.throws(
        () => lib.createTransport({ ...connection, fetch: own }),
        TypeError,
        /fetch is for transport: 'sigv4'/,
      )
      return
    }
    const { get, attempts } = await facing(found, { fetch: own })
    await get()
    assert.deepEqual([sent, await attempts()], [['DynamoDB_20120810.GetItem'], 1])
    // That of a session is for origins.
    const site = await newSite(harness.originUrl, { '/a': { body: 'a' } })
    const session = new lib.CachedSession({ ...connection, endpoint: harness.endpoint, ...harness.session, fetch: own })
    await (await session.fetch(`${site.url}/a`)).text()
    assert.deepEqual(sent, ['DynamoDB_20120810.GetItem', ''])
  })

  test('an option that would not reach the transport that is handed in is refused by name', async () => {
    const options = { ...connection, endpoint: harness.endpoint }
    const made = lib.createTransport(options)
    const others: Library.ConnectionOptions = {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
      endpoint: harness.deadEndpoint,
      useDualstackEndpoint: true,
      useFipsEndpoint: false,
      env: {},
      clientConfig: {},
      onRequest: () => {},
      maxAttempts: 2,
      attemptTimeoutMs: 1_000,
      timeoutMs: 1_000,
    }
    const own: Library.Transport = { send: async () => ({}) as never }
    for (const [name, value] of Object.entries(others)) {
      for (const transport of [made, own]) {
        const given = { transport, [name]: value }
        const refused = new RegExp(`^${name}\\b`)
        assert.throws(() => lib.createTransport(given), TypeError, refused)
        assert.throws(() => new lib.DynamoDbDict('the-table', given), TypeError, refused)
        assert.throws(() => new lib.DynamoDbCache(given), TypeError, refused)
      }
    }
    // Those that it was made with say nothing else, and the time is that of the dict too.
    new lib.DynamoDbDict('the-table', { ...options, transport: made, clock: new ManualClock() })
  })

  test('any object with a send method is a transport', async () => {
    const dict = new lib.DynamoDbDict('any-table', {
      transport: { send: async () => ({ Item: { value: { S: 'from anywhere' } } }) as never },
    })
    assert.strictEqual(await dict.get('key'), 'from anywhere')
  })
}
