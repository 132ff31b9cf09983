import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { CachedSession, DynamoDbCache } from '../../../src/runtimes/node.ts'
import { always, newLine } from '../../suites/faults.ts'
import { newSite, type Routes } from '../../suites/origin.ts'
import { cli, connection, linesOf } from './run-cli.ts'

const tableName = 'cli-cache'
const folder = mkdtempSync(join(tmpdir(), 'dynadict-cli-'))
const at = (namespace: string) => ['-t', tableName, '-n', namespace]
const sessionOf = (namespace: string) =>
  new CachedSession(tableName, { ...connection(), namespace, expireAfter: '1h', shared: true })

/** A cache that holds the routes of a site. */
async function filled(namespace: string, routes: Routes) {
  const site = await newSite(inject('originUrl'), routes)
  const session = sessionOf(namespace)
  for (const path of Object.keys(routes)) await (await session.fetch(site.url + path)).text()
  const { host } = new URL(site.url)
  return { ...site, host, cache: session.cache }
}

beforeAll(async () => {
  await new DynamoDbCache({ ...connection(), tableName }).ready()
})

afterAll(() => rmSync(folder, { recursive: true }))

test('fetch prints the body, and on standard error what the cache did', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'hello' } })
  const fetch = () => cli(['fetch', `${site.url}/`, '--expire-after', '1h', ...at('fetch')])
  expect(await fetch()).toEqual({
    code: 0,
    stdout: 'hello',
    stderr: expect.stringMatching(/^Cache-Status: dynadict; fwd=uri-miss; fwd-status=200; stored; ttl=3[56]\d\d\n$/),
  })
  expect(await fetch()).toMatchObject({
    stdout: 'hello',
    stderr: expect.stringMatching(/^Cache-Status: dynadict; hit;/),
  })
  expect(await site.requests()).toHaveLength(1)
})

test('fetch sends method, headers and body as curl does', async () => {
  const site = await newSite(inject('originUrl'), { '*': { body: 'ok' } })
  const file = join(folder, 'body')
  writeFileSync(file, 'from=file')
  await cli(['fetch', `${site.url}/a`, '-d', 'name=ada', '-d', `@${file}`, '-H', 'X-One: 1', ...at('send')])
  await cli(['fetch', `${site.url}/b`, '-XPUT', '-d@-', '-H', 'content-type: text/plain', ...at('send')], {
    input: 'in',
  })
  const [post, put] = await site.requests()
  expect(post).toMatchObject({ method: 'POST', path: '/a', body: 'name=ada&from=file' })
  expect(post?.headers).toMatchObject({ 'x-one': '1', 'content-type': 'application/x-www-form-urlencoded' })
  expect(put).toMatchObject({ method: 'PUT', path: '/b', body: 'in', headers: { 'content-type': 'text/plain' } })
})

test('fetch shows the head, writes a file, and prints everything as JSON', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'hello', headers: { 'x-a': 'b' } } })
  const file = join(folder, 'page')
  const { stdout } = await cli(['fetch', `${site.url}/`, '-i', '-o', file, ...at('head')])
  expect(stdout).toBe('')
  expect(readFileSync(file, 'utf8')).toMatch(/^HTTP 200 OK\n(.+: .*\n)*x-a: b\n(.+: .*\n)*\nhello$/)
  const json = JSON.parse((await cli(['fetch', `${site.url}/`, '--json', ...at('head')])).stdout)
  expect(json).toMatchObject({
    status: 200,
    fromCache: false,
    body: 'hello',
    cacheStatus: expect.stringMatching(/^dynadict/),
  })
  expect(json.headers).toContainEqual(['x-a', 'b'])
})

test('fetch --json goes into a file, too, and has no control character of a stranger; the head is in it', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'a\u009b31mred', headers: { 'x-a': 'b' } } })
  const file = join(folder, 'response.json')
  await cli(['fetch', `${site.url}/`, '--json', '-o', file, ...at('json')])
  expect(readFileSync(file, 'utf8')).toContain('a\\u009b31mred')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ status: 200, body: 'a\u009b31mred' })
  expect(await cli(['fetch', `${site.url}/`, '--json', '-i', ...at('json')])).toMatchObject({ code: 2, stdout: '' })
})

test('cache rm removes nothing where one URL is none', async () => {
  const { url, cache } = await filled('rm-all', { '/one': { body: '1' } })
  expect(await cli(['cache', 'rm', `${url}/one`, 'nope', ...at('rm-all')])).toMatchObject({ code: 2, stdout: '' })
  expect(await cache.urls()).toEqual([`${url}/one`])
})

test('fetch --fail says a status of 400 or more by its exit code', async () => {
  const site = await newSite(inject('originUrl'), { '/': { status: 404, body: 'no' } })
  expect(await cli(['fetch', `${site.url}/`, ...at('fail')])).toMatchObject({ code: 0, stdout: 'no' })
  expect(await cli(['fetch', `${site.url}/`, '-f', ...at('fail')])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('dynadict: The status is 404.\n'),
  })
})

test('fetch asks only the cache where that is asked for, and finds nothing with exit code 3', async () => {
  const site = await newSite(inject('originUrl'), {})
  const { code, stderr } = await cli(['fetch', `${site.url}/`, '--cache-mode', 'only-if-cached', ...at('only')])
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: "dynadict: Nothing that is stored will do for this request in the table 'cli-cache'.\n",
  })
  expect(await site.requests()).toEqual([])
})

test('fetch answers from the origin when the cache fails, and says so', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'hello' } })
  const { code, stdout, stderr } = await cli(['fetch', `${site.url}/`, '--endpoint', inject('deadEndpoint')])
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'hello' })
  expect(stderr).toMatch(/^dynadict: cache read failed: GetItem .* did not reach DynamoDB/)
})

test('fetch into a table that is missing has the body, and says how the table is made', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'hello' } })
  const args = ['fetch', `${site.url}/`, '--expire-after', '1h', '-t', 'cli-no-cache-table']
  const { code, stdout, stderr } = await cli(args)
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'hello' })
  expect(stderr).toMatch(
    /^dynadict: cache write failed: .* Make it: dynadict table create --table cli-no-cache-table$/m,
  )
})

test('fetch --strict fails where a response is not stored, or the cache not read, and asks no origin then', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'hello' } })
  const fetch = (...args: string[]) => cli(['fetch', `${site.url}/`, '--expire-after', '1h', '--strict', ...args])
  const missing = await fetch('-t', 'cli-no-strict-table')
  expect(missing).toMatchObject({ code: 3, stdout: 'hello' })
  expect(missing.stderr).toMatch(
    /^Cache-Status: .*\ndynadict: PutItem .*no such table.* Make it: dynadict table create .*\n$/,
  )
  const answer = { status: 400, type: 'AccessDeniedException' }
  const line = await newLine(inject('faultsUrl'), { operation: 'PutItem', times: always, isDone: false, answer })
  expect(await fetch('--endpoint', line.url, ...at('strict'))).toMatchObject({ code: 1, stdout: 'hello' })
  expect(await site.requests()).toHaveLength(2)
  expect(await fetch('--endpoint', inject('deadEndpoint'), ...at('strict'))).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^dynadict: GetItem .* did not reach DynamoDB/),
  })
  expect(await site.requests()).toHaveLength(2)
  expect(await fetch(...at('strict'))).toMatchObject({ code: 0, stdout: 'hello' })
})

test('fetch finds by --settings what sessions with them have stored', async () => {
  const site = await newSite(inject('originUrl'), {
    '/': { body: 'hello', headers: { 'cache-control': 'max-age=60' } },
  })
  const file = join(folder, 'settings')
  writeFileSync(file, '{"ignoredParameters":["id"]}')
  await cli(['fetch', `${site.url}/?id=1`, '--settings', `@${file}`, ...at('settings')])
  const again = await cli([
    'fetch',
    `${site.url}/?id=2`,
    '--settings',
    '{"ignoredParameters":["id"]}',
    ...at('settings'),
  ])
  expect(again.stderr).toMatch(/^Cache-Status: dynadict; hit/)
})

test('an origin that cannot be reached is said, without the secrets of its URL', async () => {
  const url = `${inject('deadEndpoint')}/path?api_key=SECRETQUERY`
  const { code, stderr } = await cli(['fetch', url, ...at('dead')])
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^dynadict: Could not fetch http:\/\/127\.0\.0\.1:2\/path: connect ECONNREFUSED 127\.0\.0\.1:2\n$/,
  )
})

test('cache ls prints URLs once, lines with more of each, or JSON', async () => {
  const site = await filled('ls', { '/b': { body: 'bb' }, '/a?api_key=SECRET': { body: 'a' } })
  const list = async (...args: string[]) => (await cli(['cache', 'ls', ...args, ...at('ls')])).stdout
  expect(await list()).toBe(`${site.url}/a?api_key=REDACTED\n${site.url}/b\n`)
  expect(await list('--long', '--prefix', `${site.url}/b`)).toMatch(
    /^GET {5}200 {2}fresh {12}2 {2}\d{4}-\d\d-\d\dT\d\d:\d\d {2}http.*\/b\n$/,
  )
  expect(linesOf(await list('--json', '--limit', '1'))).toMatchObject([{ status: 200, state: 'fresh', size: 1 }])
  expect(await list('--count', '--host', site.host)).toBe('2\n')
  expect(await list('--stale')).toBe('')
})

test('cache get prints a stored body, and cache rm removes it', async () => {
  const site = await filled('get', { '/a': { body: 'body of a' }, '/b': { body: 'b' } })
  const get = (...args: string[]) => cli(['cache', 'get', `${site.url}/a`, ...args, ...at('get')])
  expect(await get()).toEqual({ code: 0, stdout: 'body of a', stderr: '' })
  expect((await get('-i')).stdout).toMatch(/^HTTP 200 OK\n(.+\n)+\nbody of a$/)
  expect(JSON.parse((await get('--json')).stdout)).toMatchObject({ status: 200, body: 'body of a', isStale: false })
  const remove = (...args: string[]) => cli(['cache', 'rm', `${site.url}/a`, ...args, ...at('get')])
  expect((await remove('--dry-run')).stdout).toBe('would remove 1 response\n')
  expect(await remove(`${site.url}/none?x=SECRET`)).toEqual({
    code: 3,
    stdout: 'removed 1 response\n',
    stderr: `dynadict: Nothing is stored for ${site.url}/none.\n`,
  })
  expect(await get()).toMatchObject({ code: 3, stderr: expect.stringContaining('Nothing is stored for') })
  expect(await site.cache.urls()).toEqual([`${site.url}/b`])
})

test('purge removes by prefix, host, age and state, and in a dry run only counts', async () => {
  const site = await filled('purge', {
    '/a/1': { body: '1' },
    '/a/2': { body: '2' },
    '/b': { body: '3' },
    '/c': { body: '4' },
  })
  const purge = async (...args: string[]) => (await cli(['purge', ...args, ...at('purge')])).stdout
  expect(await purge('--prefix', `${site.url}/a/`, '--dry-run')).toBe('would remove 2 responses\n')
  expect(await purge('--prefix', `${site.url}/a/`)).toBe('removed 2 responses\n')
  expect(await purge('--expired')).toBe('removed 0 responses\n')
  expect(await purge('--older-than', '1h')).toBe('removed 0 responses\n')
  expect(await purge('--older-than', '2000-01-01')).toBe('removed 0 responses\n')
  await site.cache.resetExpiration(0, { url: `${site.url}/b` })
  expect(await purge('--expired', '--json', '--dry-run')).toBe('{"found":1}\n')
  expect(await purge('--expired', '--json')).toBe('{"removed":1}\n')
  expect(await site.cache.urls()).toEqual([`${site.url}/c`])
  expect(await purge('--host', site.host)).toBe('removed 1 response\n')
  expect(await cli(['purge', ...at('purge')])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("'cache clear'"),
  })
})

test('cache clear removes all, with --yes only', async () => {
  const { cache } = await filled('clear', { '/a': { body: 'a' } })
  expect(await cli(['cache', 'clear', ...at('clear')])).toMatchObject({ code: 2 })
  expect((await cli(['cache', 'clear', '--dry-run', ...at('clear')])).stdout).toBe('would remove 1 response\n')
  expect((await cli(['cache', 'clear', '--yes', ...at('clear')])).stdout).toBe('removed 1 response\n')
  expect(await cache.urls()).toEqual([])
})

test('stats counts what is there by state, status and host', async () => {
  const site = await filled('stats', { '/a': { body: 'aaaa' }, '/b': { body: 'bb' } })
  await site.cache.resetExpiration(0, { url: `${site.url}/a` })
  await site.cache.responses.set('none', new Uint8Array(1))
  const { stdout } = await cli(['stats', '--json', ...at('stats')])
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ responses: 2, fresh: 1, stale: 1, expired: 0, invalid: 1, bytes: 6, statuses: { 200: 2 } },
    hosts: [{ host: site.host, responses: 2, bytes: 6 }],
    readUnits: expect.any(Number),
  })
  expect((await cli(['stats', ...at('stats')])).stdout).toMatch(/^ +2 {2}responses\n/)
})

test('export and import move a cache, by a pipe, by files, and again', async () => {
  const site = await filled('export', { '/a': { body: 'aaaa' }, '/b': { base64: true, body: 'AP8=' } })
  const { stdout } = await cli(['export', ...at('export')])
  expect(linesOf(stdout)).toHaveLength(4)
  expect(await cli(['import', ...at('import')], { input: stdout })).toMatchObject({
    code: 0,
    stdout: 'stored 2 responses and 0 redirects, skipped 0\n',
  })
  const file = join(folder, 'export.jsonl')
  expect(await cli(['export', '-o', file, ...at('import')])).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(file, 'utf8')).toBe(stdout)
  expect((await cli(['import', file, '--json', ...at('import')])).stdout).toBe(
    '{"responses":0,"redirects":0,"skipped":2}\n',
  )
  expect((await cli(['import', file, '--overwrite', ...at('import')])).stdout).toContain('stored 2 responses')
  expect(await new DynamoDbCache({ ...connection(), tableName, namespace: 'import' }).urls()).toEqual([
    `${site.url}/a`,
    `${site.url}/b`,
  ])
  const har = JSON.parse((await cli(['export', '--format', 'har', ...at('import')])).stdout)
  expect(har.log.entries).toHaveLength(2)
})

test('an export that is cut off is said when it is imported, and so is what is none', async () => {
  await filled('cut', { '/a': { body: 'aaaa' } })
  const { stdout } = await cli(['export', ...at('cut')])
  const cut = await cli(['import', ...at('cut-copy')], { input: stdout.split('\n').slice(0, 2).join('\n') })
  expect(cut).toMatchObject({ code: 1, stderr: expect.stringContaining('the export is not complete') })
  const none = await cli(['import', ...at('cut-copy')], { input: '{"SECRETLINE' })
  expect(none).toMatchObject({ code: 1, stderr: expect.stringMatching(/^dynadict: line 1: is no JSON/) })
  expect(none.stderr).not.toContain('SECRETLINE')
})
