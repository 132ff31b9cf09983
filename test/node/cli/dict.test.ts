import { beforeAll, expect, inject, test } from 'vitest'
import { document } from '../../../src/entries/serializers.ts'
import { structured } from '../../../src/entries/structured.ts'
import { bytes, DynamoDbDict, text } from '../../../src/runtimes/node.ts'
import { cli, connection, linesOf } from './run-cli.ts'

const tableName = 'cli-dict'
const at = (namespace: string) => ['-t', tableName, '-n', namespace]
const dictOf = (namespace: string, options: object = {}) =>
  new DynamoDbDict<unknown>(tableName, { ...connection(), namespace, ...options })

beforeAll(async () => {
  await dictOf('any').ready()
})

test('set writes JSON that get prints, and the library reads', async () => {
  expect(await cli(['set', 'ada', '{"theme":"dark"}', ...at('set')])).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(await dictOf('set').get('ada')).toEqual({ theme: 'dark' })
  expect(await cli(['get', 'ada', ...at('set')])).toEqual({ code: 0, stdout: '{\n  "theme": "dark"\n}\n', stderr: '' })
})

test('get --json prints what is known of an entry, and set --json the version by which it is replaced', async () => {
  const { stdout } = await cli(['set', 'k', '1', '--ttl', '1h', '--json', ...at('json')])
  const { version } = JSON.parse(stdout)
  const entry = JSON.parse((await cli(['get', 'k', '--json', ...at('json')])).stdout)
  expect(entry).toMatchObject({ key: 'k', value: 1, version, meta: {}, size: expect.any(Number) })
  expect(Date.parse(entry.expiresAt) - Date.now()).toBeGreaterThan(3_500_000)
  expect((await cli(['set', 'k', '3', '--if-version', version, ...at('json')])).code).toBe(0)
  expect(await dictOf('json').get('k')).toBe(3)
})

test('a condition that does not hold has an exit code and a message of its own, and nothing is written', async () => {
  const set = async (key: string, ...condition: string[]) => {
    const { code, stdout, stderr } = await cli(['set', key, '2', ...condition, ...at('unmet')])
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    return stderr
  }
  await dictOf('unmet').set('k', 1)
  expect(await set('k', '--if-absent')).toBe("dynadict: There is a key 'k' in 'unmet' already. Nothing was written\n")
  expect(await set('none', '--if-present')).toBe("dynadict: There is no key 'none' in 'unmet'. Nothing was written\n")
  expect(await set('k', '--if-version', 'other')).toBe(
    "dynadict: The key 'k' in 'unmet' has another version by now, or is gone. Nothing was written\n",
  )
  expect(await dictOf('unmet').get('k')).toBe(1)
})

test('--raw writes and prints text as it is, and standard input is taken for the value', async () => {
  await cli(['set', 'motd', '-', '--raw', ...at('raw')], { input: 'Grüße\n' })
  expect(await dictOf('raw').get('motd')).toBe('Grüße\n')
  expect((await cli(['get', 'motd', '--raw', ...at('raw')])).stdout).toBe('Grüße\n')
  expect((await cli(['get', 'motd', ...at('raw')])).stdout).toBe('"Grüße\\n"\n')
  await cli(['set', 'json', '-', ...at('raw')], { input: '[1, 2]\n' })
  expect(await dictOf('raw').get('json')).toEqual([1, 2])
})

test('bytes go in and out as they are', async () => {
  const input = Uint8Array.from({ length: 70_000 }, (_, index) => index * 7)
  await cli(['set', 'b', '-', '--serializer', 'bytes', ...at('bytes')], { input })
  expect(await dictOf('bytes', { serializer: bytes }).get('b')).toEqual(input)
  const { stdout } = await cli(['get', 'b', ...at('bytes')])
  expect(Buffer.from(JSON.parse(stdout).base64, 'base64')).toEqual(Buffer.from(input))
  expect((await cli(['set', 'b', '-', '--raw', ...at('bytes')], { input: Uint8Array.of(0xff) })).stderr).toContain(
    'no text in UTF-8',
  )
})

test('get reads what any serializer of dynadict wrote, unless one is named', async () => {
  await dictOf('others', { serializer: text }).set('text', 'hello')
  await dictOf('others', { serializer: document }).set('document', { tags: new Set(['a']) })
  await dictOf('others', { serializer: structured }).set('structured', new Map([['big', 2n]]))
  const read = async (...args: string[]) => (await cli(['get', ...args, ...at('others')])).stdout
  expect(await read('text', '--raw')).toBe('hello')
  expect(JSON.parse(await read('document'))).toEqual({ tags: ['a'] })
  expect(JSON.parse(await read('structured'))).toEqual([['big', '2']])
  expect(await cli(['get', 'text', '--serializer', 'json', ...at('others')])).toEqual({
    code: 1,
    stdout: '',
    stderr: "dynadict: the item under key 'text' is 'text', not 'json'. Another --serializer reads it\n",
  })
})

test('ls --values tells of values that it cannot read, goes on, and ends with exit code 1', async () => {
  const dict = dictOf('mixed')
  await dict.setMany(Array.from({ length: 40 }, (_, index) => [`k${index + 10}`, index] as const))
  for (const key of ['a', 'k30', 'z']) await dictOf('mixed', { serializer: text }).set(key, 'hello')
  const { code, stdout, stderr } = await cli(['ls', '--values', ...at('mixed')])
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'dynadict: 3 values cannot be read. Another --serializer may do\n',
  })
  const lines = stdout.trim().split('\n')
  expect(lines.slice(0, 3)).toEqual(["a\t(the item under key 'a' is 'text', not 'json')", 'k10\t0', 'k11\t1'])
  expect(lines.map((line) => line.split('\t')[0])).toEqual(['a', ...(await keysOf(dict, 'k')), 'z'])
  const range = async (...args: string[]) =>
    linesOf((await cli(['ls', '--values', '--json', ...args, ...at('mixed')])).stdout)
  const unread = { key: 'k30', error: "the item under key 'k30' is 'text', not 'json'" }
  const [before, behind] = [
    { key: 'k29', value: 19 },
    { key: 'k31', value: 21 },
  ]
  expect(await range('--from', 'k29', '--limit', '3')).toEqual([before, unread, behind])
  expect(await range('--from', 'k29', '--limit', '2')).toEqual([before, unread])
  expect(await range('--to', 'k32', '--limit', '3', '--reverse')).toEqual([behind, unread, before])
})

const keysOf = async (dict: DynamoDbDict<unknown>, prefix: string) => {
  const keys: string[] = []
  for await (const key of dict.keys({ prefix })) keys.push(key)
  return keys
}

test('a key that is not there is exit code 3', async () => {
  expect(await cli(['get', 'nobody', ...at('none')])).toEqual({
    code: 3,
    stdout: '',
    stderr: "dynadict: There is no key 'nobody' in 'none' of the table 'cli-dict'.\n",
  })
})

test('ls prints keys in order, of a range, from the end, or so many', async () => {
  await dictOf('list').setMany({ b: 2, a: 1, c: { x: 'y' }, ä: 4 })
  const list = async (...args: string[]) => (await cli(['ls', ...args, ...at('list')])).stdout
  expect(await list()).toBe('a\nb\nc\nä\n')
  expect(await list('--from', 'b', '--to', 'ä')).toBe('b\nc\n')
  expect(await list('--prefix=c')).toBe('c\n')
  expect(await list('--reverse', '--limit', '2')).toBe('ä\nc\n')
  expect(await list('--values')).toBe('a\t1\nb\t2\nc\t{"x":"y"}\nä\t4\n')
  expect(await list('--count')).toBe('4\n')
  expect(linesOf(await list('--json', '--values', '--limit', '1'))).toEqual([{ key: 'a', value: 1 }])
  expect(await list('--json', '--count')).toBe('{"count":4}\n')
})

test('a dict over shards is read with their number', async () => {
  await dictOf('shards', { shards: 4 }).setMany({ a: 1, b: 2 })
  expect((await cli(['ls', '--shards', '4', ...at('shards')])).stdout).toBe('a\nb\n')
})

test('rm removes keys, tells of those that are not there, and removes none in a dry run', async () => {
  await dictOf('rm').setMany({ a: 1, b: 2, c: 3 })
  expect(await cli(['rm', 'a', 'b', '--dry-run', ...at('rm')])).toMatchObject({
    code: 0,
    stdout: 'would remove 2 keys\n',
  })
  expect(await cli(['rm', 'a', 'x', ...at('rm')])).toEqual({
    code: 3,
    stdout: 'removed 1 key\n',
    stderr: "dynadict: There is no key 'x' in 'rm'.\n",
  })
  const { code, stdout } = await cli(['rm', '-', '--json', ...at('rm')], { input: 'b\n\ny\n' })
  expect({ code, ...JSON.parse(stdout) }).toEqual({ code: 3, removed: 1, missing: ['y'] })
  expect((await cli(['ls', ...at('rm')])).stdout).toBe('c\n')
})

test('a key of several lines is none of the lines of ls, which rm would take for other keys', async () => {
  const dict = dictOf('lines')
  for (const key of ['c', 'tmp-1\nc', 'b', 'tmp-2\rb']) await dict.set(key, 1)
  const listed = await cli(['ls', '--prefix', 'tmp-', ...at('lines')])
  expect(listed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('list it by --json') })
  expect((await cli(['ls', '--prefix', 'tmp-', '--json', ...at('lines')])).stdout).toBe(
    '{"key":"tmp-1\\nc"}\n{"key":"tmp-2\\rb"}\n',
  )
  expect((await cli(['rm', '-', ...at('lines')], { input: 'tmp-2\rb\n' })).stdout).toBe('removed 1 key\n')
  expect(await dict.has('b', { consistent: true })).toBe(true)
})

test('what fails when a part is done says how far it was, and is no usage error', async () => {
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`)
  await dictOf('partly').setMany(keys.map((key) => [key, 1] as const))
  const input = [...keys, 'x'.repeat(2_000)].join('\n')
  const { code, stderr } = await cli(['rm', '-', ...at('partly')], { input })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^dynadict: the key must be .* 2000\. Before that: \d\d keys removed\.\n$/)
})

test('a key that begins with a dash stands behind --', async () => {
  await dictOf('dash').set('--help', 1)
  expect((await cli(['get', ...at('dash'), '--', '--help'])).stdout).toBe('1\n')
})

test('clear removes a range, and everything only with --yes', async () => {
  await dictOf('clear').setMany({ 'a:1': 1, 'a:2': 2, b: 3, c: 4 })
  const clear = (...args: string[]) => cli(['clear', ...args, ...at('clear')])
  expect(await clear()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('pass --yes') })
  expect((await clear('--dry-run')).stdout).toBe('would remove 4 keys\n')
  expect((await clear('--prefix', 'a:', '--dry-run', '--json')).stdout).toBe('{"found":2}\n')
  expect((await clear('--prefix', 'a:')).stdout).toBe('removed 2 keys\n')
  expect(await clear('--prefix', '')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--prefix takes a value'),
  })
  expect((await clear('--yes', '--json')).stdout).toBe('{"removed":2}\n')
  expect(await dictOf('clear').isEmpty()).toBe(true)
})

test('the endpoint may come from either variable of the AWS CLI', async () => {
  await dictOf('endpoint').set('k', 1)
  const env = { AWS_ENDPOINT_URL_DYNAMODB: undefined, AWS_ENDPOINT_URL: connection().endpoint }
  expect((await cli(['get', 'k', ...at('endpoint')], { env })).stdout).toBe('1\n')
  const dead = { AWS_ENDPOINT_URL_DYNAMODB: connection().endpoint, AWS_ENDPOINT_URL: inject('deadEndpoint') }
  expect((await cli(['get', 'k', ...at('endpoint')], { env: dead })).stdout).toBe('1\n')
})

test('table and namespace may come from the environment', async () => {
  const env = { DYNADICT_TABLE: tableName, DYNADICT_NAMESPACE: 'from-env' }
  await cli(['set', 'k', '1'], { env })
  expect(await dictOf('from-env').get('k')).toBe(1)
})
