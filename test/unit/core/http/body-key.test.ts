import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BodyKey, bodyKey } from '../../../../src/core/http/body-key.ts'
import { resourceKey } from '../../../../src/core/http/keys.ts'
import { utf8 } from '../../../../src/core/utf8.ts'

const never = () => false
const of = (body: string | Uint8Array, type: string | null, isIgnored: (name: string) => boolean = never) =>
  bodyKey(typeof body === 'string' ? utf8(body) : body, type, isIgnored)
const json = (text: string, isIgnored?: (name: string) => boolean) => of(text, 'application/json', isIgnored)
const form = (text: string, isIgnored?: (name: string) => boolean) =>
  of(text, 'application/x-www-form-urlencoded', isIgnored)
const distinct = (keys: readonly BodyKey[]) =>
  new Set(keys.map(({ kind, content }) => `${kind} ${Buffer.from(content as Uint8Array).toString('hex')}`)).size

describe('JSON', () => {
  test('white space and the order of members do not count, at any depth', () => {
    const texts = ['{"a":[{"c":2,"d":" x "}],"b":1}', ' {\n"b" : 1,\t"a":[ { "d":" x ", "c":2 } ] }\r\n']
    for (const text of texts) expect(json(text).content).toBe('{"a":[{"c":2,"d":" x "}],"b":1}')
  })

  test.each([
    [['1', '1.0', '1e0', '-0', '0', '10', '"1"', '[1]', '[[1]]', '{"1":1}']],
    [['9007199254740993', '9007199254740992', '9007199254740993.0', '1e400', '1e401']],
    [['[1,2]', '[2,1]', '[12]', '["1","2"]', '["1,2"]', '[1,2,[]]', '[[1,2]]', '[[1],2]']],
    [['"abc"', '"cab"', '"ab c"', '"a\\u0062c"', '["a","b","c"]']],
    [['{}', '[]', 'null', '""', '[null]', '[{}]', '{"":null}', '{"":""}', 'true', 'false']],
    [['{"a":1,"a":2}', '{"a":2,"a":1}', '{"a":1}', '{"a":2}', '{"a":1,"\\u0061":2}', '{"\\u0061":2,"a":1}']],
    [['{"a":{"b":1},"c":1}', '{"a":{"b":1,"c":1}}', '{"a":{},"b":1,"c":1}', '{"a":"b","c":1}']],
    [['{"a":"}"}', '{"a":"\\"}"}', '{"a\\"":"}"}', '{"a":"\\\\"}', '{"a":"\\\\\\"}"}', '{"a":":"}', '{"a":","}']],
    [['"\\ud800"', '"\\ud801"', '"�"', '"ä"', '"a\u0308"']],
  ])('%j are not the same', (texts) => {
    expect(distinct(texts.map((text) => json(text)))).toBe(texts.length)
  })

  test('members of one name stay in order, and move with their name', () => {
    expect(json('{"b":0,"a":1,"a":2}').content).toBe('{"a":1,"a":2,"b":0}')
    expect(json('{"\\u0062":1,"a":2,"b":3}').content).toBe('{"a":2,"\\u0062":1,"b":3}')
  })

  test('is JSON by any of its media types, each of its own', () => {
    const types = ['application/json', 'APPLICATION/JSON; x=1', 'application/problem+json', 'text/json']
    for (const type of types) expect(of(' {}', type).content).toBe('{}')
    expect(distinct(types.map((type) => of('{}', type)))).toBe(types.length)
    for (const type of ['text/plain', 'application/jsonx', 'application/json-seq', 'x/y; application/json', '', null]) {
      expect(of(' {}', type).content).toEqual(utf8(' {}'))
    }
  })

  test('says no more with charset=utf-8, and another charset counts', () => {
    const type = (parameters: string) => json(`{"a":"${parameters}"}`) && of('{}', `application/json${parameters}`)
    expect(distinct(['', ';charset=utf-8', '; charset="UTF-8"', '; Charset=Utf-8 '].map(type))).toBe(1)
    expect(distinct(['', ';charset=latin1', ';charset=utf-80', ';charset=utf-8;v=1'].map(type))).toBe(4)
  })

  test.each(['', ' ', '{', '{"a":1,}', "{'a':1}", 'NaN', '[1 2]', '{"a" 1}', '\ufeff{}', '{}{}', '"\n"', '01'])(
    'what is none counts as bytes: %j',
    (text) => {
      expect(json(text)).toEqual({ kind: 'bytes application/json', content: utf8(text) })
    },
  )

  test('what is no UTF-8 counts as bytes', () => {
    const one = of(Uint8Array.of(34, 0xe4, 34), 'application/json')
    expect(distinct([one, of(Uint8Array.of(34, 0xe5, 34), 'application/json'), json('"�"')])).toBe(3)
  })

  test('ignored members do not count, at any depth, whatever is in them', () => {
    const isIgnored = (name: string) => name === 'id' || name === '__proto__'
    const text = '{"id":{"id":[1,{}]},"a":[{"b":1,"i\\u0064":2}],"__proto__":{"a":1},"c":{"id":3},"d":"id"}'
    expect(json(text, isIgnored).content).toBe('{"a":[{"b":1}],"c":{},"d":"id"}')
    expect(json('["id","id"]', isIgnored).content).toBe('["id","id"]')
  })

  test('names of prototypes are names like others', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    expect(distinct(names.map((name) => json(`{"${name}":1}`)))).toBe(names.length)
    expect(json('{"b":1,"__proto__":{"a":1},"a":2}').content).toBe('{"__proto__":{"a":1},"a":2,"b":1}')
  })

  test('no depth and no length is too much', () => {
    const deep = (depth: number) => `${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`
    expect(json(deep(50_000)).content).toBe(deep(50_000))
    const wide = `[${'{"b":1,"a":"\\\\"},'.repeat(50_000)}0]`
    expect(String(json(wide).content).startsWith('[{"a":"\\\\","b":1},{"a"')).toBe(true)
    const long = JSON.stringify('\\"\n'.repeat(300_000))
    expect(json(long).content).toBe(long)
  })

  // Another way to the same: values of which each member's order is mixed and whose text has white space.
  test('two texts share a key when they say the same, and only then', () => {
    const name = fc.constantFrom('a', 'b', '__proto__', '', '"', '\\', 'ä', '}')
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, true, 0, 1, '', 'a', '"', '\\', '{', ',', '\ud800', 2 ** 53),
        fc.array(tie('any'), { maxLength: 3 }),
        fc
          .uniqueArray(fc.tuple(name, tie('any')), { maxLength: 3, selector: ([each]) => each })
          .map(Object.fromEntries),
      ),
    })).any
    const mixed = (given: unknown): unknown => {
      if (Array.isArray(given)) return given.map(mixed)
      if (typeof given !== 'object' || given === null) return given
      return Object.fromEntries(Object.entries(given).reverse().map(([each, inner]) => [each, mixed(inner)])) // biome-ignore format: one line
    }
    const canonical = (given: unknown): string => {
      if (Array.isArray(given)) return `[${given.map(canonical)}]`
      if (typeof given !== 'object' || given === null) return JSON.stringify(given)
      return `{${Object.keys(given).sort().map((each) => `${JSON.stringify(each)}:${canonical((given as Record<string, unknown>)[each])}`)}}` // biome-ignore format: one line
    }
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [a, b] = [one, other].map((each) => json(JSON.stringify(each)).content)
        expect(json(JSON.stringify(mixed(one), null, 2)).content).toBe(a)
        expect(a).toBe(canonical(one))
        expect(a === b).toBe(canonical(one) === canonical(other))
      }),
      { numRuns: 500 },
    )
  })
})

describe('forms', () => {
  test('order, escapes, blank fields and fields without value count', () => {
    const texts = ['a=1&b=2', 'b=2&a=1', 'a=1&b=2&', 'a=1', 'a=', 'a', '', 'a=+', 'a=%20', 'a=%2B', 'a=1&a=2', 'a=2&a=1'] // biome-ignore format: a list
    expect(distinct(texts.map((text) => form(text)))).toBe(texts.length)
  })

  test('ignored fields do not count', () => {
    const isIgnored = (name: string) => name === 'api key' || name === '?x'
    expect(form('a=1&api+key=2&api%20key=3&api%20key&?x=4&b', isIgnored).content).toBe('a=1&b')
  })

  test('a form, JSON and bytes of the same text are not the same', () => {
    expect(distinct([form('1'), json('1'), of('1', 'text/plain'), of('1', null), of('1', '')])).toBe(5)
    expect(distinct([form('1'), of('1', 'application/x-www-form-urlencoded;charset=UTF-8')])).toBe(1)
    expect(of(Uint8Array.of(0xff), 'application/x-www-form-urlencoded').content).toEqual(Uint8Array.of(0xff))
  })
})

describe('multipart forms', () => {
  const written = async (
    fields: readonly (readonly [string, string | Blob])[],
    isIgnored?: (name: string) => boolean,
  ) => {
    const data = new FormData()
    for (const [name, value] of fields) data.append(name, value)
    const response = new Response(data)
    const type = response.headers.get('content-type')
    return { type, key: of(new Uint8Array(await response.arrayBuffer()), type, isIgnored) }
  }

  test('the boundary does not count', async () => {
    const fields = [['a', '1'], ['ä', new File(['\r\n--x\r\n'], 'ö"', { type: 'text/plain' })]] as const // biome-ignore format: one line
    const [one, other] = [await written(fields), await written(fields)]
    expect(one.type).not.toBe(other.type)
    expect(one.key).toEqual(other.key)
    expect(one.key.kind).toBe('parts')
  })

  test('names, values, files, their names and types, and the order count', async () => {
    const file = (bytes: number[], name: string, type: string) => new File([Uint8Array.from(bytes)], name, { type })
    const forms = [
      [['a', '1'], ['b', '2']],
      [['b', '2'], ['a', '1']],
      [['a', '1']],
      [['a', '1'], ['a', '1']],
      [['a', ''], ['b', '']],
      [],
      [['a', file([128], 'f', 'text/plain')]],
      [['a', file([129], 'f', 'text/plain')]],
      [['a', file([128], 'g', 'text/plain')]],
      [['a', file([128], 'f', 'text/html')]],
    ] as const // biome-ignore format: a list
    const keys = await Promise.all(forms.map((fields) => written(fields)))
    expect(distinct(keys.map(({ key }) => key))).toBe(forms.length)
  })

  test('parts of ignored names do not count', async () => {
    const isIgnored = (name: string) => name === 'i"d'
    const without = await written([['a', 'i"d']], isIgnored)
    const all = await written([['i"d', '1'], ['a', 'i"d'], ['i"d', new Blob(['2'])]], isIgnored) // biome-ignore format: one line
    expect(all.key).toEqual(without.key)
  })

  const type = 'multipart/form-data; boundary=b'
  const part = (content: string) => `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${content}\r\n`

  test.each([
    ['with a preamble', `x\r\n${part('1')}--b--\r\n`],
    ['with an epilogue', `${part('1')}--b--\r\nx`],
    ['without its end', part('1')],
    ['with a padded delimiter', `${part('1')}${part('2').replace('--b', '--b ')}--b--`],
    ['with line feeds', `${part('1').replaceAll('\r', '')}--b--`],
    ['with a part whose content holds the delimiter', `${part('1\n--b\n2')}--b--\r\n`],
    ['with a delimiter that begins no line', `${part('12').trimEnd()}--b--`],
    ['with an early end', `${part('1')}--b--\r\n${part('2')}--b--\r\n`],
    ['with a part that has no content', '--b\r\na: b\r\n--b--\r\n'],
    ['that is empty', ''],
  ])('a body %s counts as bytes', (_, text) => {
    expect(of(text, type)).toEqual({ kind: `bytes ${type}`, content: utf8(text) })
  })

  test('a body that is written as it should be counts by its parts', () => {
    for (const end of ['--b--', '--b--\r\n']) expect(of(part('1') + end, type).kind).toBe('parts')
    expect(of(`${part('1')}--b--`, 'multipart/form-data; boundary="b"')).toEqual(of(`${part('1')}--b--`, type))
    for (const other of ['multipart/form-data', 'multipart/mixed; boundary=b', 'multipart/form-data; a=1; boundary=b'])
      expect(of(`${part('1')}--b--`, other).kind).toBe(`bytes ${other}`)
  })

  test('what one part holds is not taken for two', () => {
    const [, header] = part('').split('\r\n', 2)
    const two = of(`${part('1')}${part('2')}--b--`, type)
    for (const between of ['', '\r\n', '\r\n--c\r\n'])
      expect(distinct([two, of(`${part(`1${between}${header}\r\n\r\n2`)}--b--`, type)])).toBe(2)
  })
})

describe('GraphQL by POST', () => {
  const keyOf = (body: object | string, ignoredParameters: readonly string[] = []) =>
    resourceKey(
      {
        method: 'POST',
        url: 'https://api.example.com/graphql',
        headers: new Headers({ 'content-type': 'application/json' }),
        body: utf8(typeof body === 'string' ? body : JSON.stringify(body)),
        selecting: [],
      },
      { ignoredParameters },
    )
  const query = 'query User($id: ID!) { user(id: $id) { name } }'

  test('each query with its variables is an entry, however the client writes the JSON', async () => {
    const one = await keyOf({ query, variables: { id: '1', first: 10 }, operationName: 'User' })
    expect(one).toMatch(/^https:\/\/api\.example\.com\/graphql [0-9a-f]{32}$/)
    expect(await keyOf({ operationName: 'User', variables: { first: 10, id: '1' }, query })).toBe(one)
    expect(await keyOf(JSON.stringify({ query, variables: { id: '1', first: 10 }, operationName: 'User' }, null, 2))).toBe(one) // biome-ignore format: one line
    const others = [
      { query, variables: { id: '2', first: 10 }, operationName: 'User' },
      { query, variables: { id: 1, first: 10 }, operationName: 'User' },
      { query: `${query} `, variables: { id: '1', first: 10 }, operationName: 'User' },
      { query, variables: { id: '1', first: 10 } },
    ]
    expect(new Set([one, ...(await Promise.all(others.map((each) => keyOf(each))))]).size).toBe(5)
  })

  test('what changes from call to call can be ignored', async () => {
    const traced = (trace: string) => keyOf({ query, extensions: { trace } }, ['extensions'])
    expect(await traced('1')).toBe(await traced('2'))
    expect(await traced('1')).toBe(await keyOf({ query }, ['extensions']))
  })
})
