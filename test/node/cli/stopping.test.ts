import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, inject, test } from 'vitest'
import { CachedSession, DynamoDbDict } from '../../../src/runtimes/node.ts'
import { always, newLine } from '../../suites/faults.ts'
import { newSite } from '../../suites/origin.ts'
import { connection, program, startCli, userEnv } from './run-cli.ts'

const run = promisify(execFile)
const tableName = 'cli-stopping'
const dictOf = (namespace: string) => new DynamoDbDict<number>(tableName, { ...connection(), namespace })
const at = (namespace: string) => ['-t', tableName, '-n', namespace]

beforeAll(async () => {
  await dictOf('any').ready()
})

/** A dict whose clearing goes on for ever behind so many batches of 25. */
async function heldDict(namespace: string, batches: number) {
  const dict = dictOf(namespace)
  await dict.setMany(Array.from({ length: 250 }, (_, index) => [`k${index}`, index] as const))
  const hold = { operation: 'BatchWriteItem', after: batches, times: always, isHeld: true, isDone: false }
  return { dict, line: await newLine(inject('faultsUrl'), hold) }
}

test.each([
  ['SIGINT', '^C', 130],
  ['SIGTERM', 'SIGTERM', 143],
] as const)('%s amid clear stops it, says how far it was, and is an exit code', async (signal, by, code) => {
  const { dict, line } = await heldDict(`clear-${signal}`, 2)
  const { child, outcome } = startCli(['clear', '--yes', '--endpoint', line.url, ...at(dict.namespace)])
  await line.held(8)
  child.kill(signal)
  expect(await outcome).toEqual({
    code,
    stdout: '',
    stderr: `dynadict: stopped by ${by}: 50 keys removed; what was under way may be done, too\n`,
  })
  expect(await dict.size()).toBe(200)
  await line.release()
})

test('^C amid a purge by state stops it, and says how far it was', async () => {
  const site = await newSite(inject('originUrl'), { '*': { body: 'x' } })
  const session = new CachedSession(tableName, { ...connection(), namespace: 'purge', expireAfter: '1h' })
  for (let page = 0; page < 12; page++) await (await session.fetch(`${site.url}/${page}`)).text()
  const line = await newLine(inject('faultsUrl'), {
    operation: 'DeleteItem',
    after: 3,
    times: always,
    isHeld: true,
    isDone: false,
  })
  const { host } = new URL(site.url)
  const args = ['purge', '--host', host, '--fresh', '--endpoint', line.url, ...at('purge')]
  const { child, outcome } = startCli(args)
  await line.held(8)
  child.kill('SIGINT')
  expect(await outcome).toEqual({
    code: 130,
    stdout: '',
    stderr: 'dynadict: stopped by ^C: 3 responses removed; what was under way may be done, too\n',
  })
  expect(await session.cache.urls()).toHaveLength(9)
  await line.release()
})

test('^C ends a fetch that has no answer', async () => {
  const site = await newSite(inject('originUrl'), { '/': { never: true } })
  const { child, outcome } = startCli(['fetch', `${site.url}/`, ...at('fetch')])
  await expect.poll(() => site.requests(), { timeout: 30_000 }).toHaveLength(1)
  child.kill('SIGINT')
  expect(await outcome).toEqual({ code: 130, stdout: '', stderr: 'dynadict: stopped by ^C\n' })
})

test('^C ends a command that waits for standard input', async () => {
  const dict = dictOf('input')
  await dict.set('first', 1)
  const { child, outcome } = startCli(['rm', '-', ...at('input')], { isInputOpen: true })
  child.stdin?.write('first\n')
  await expect.poll(() => dict.has('first'), { timeout: 30_000 }).toBe(false)
  child.kill('SIGINT')
  expect(await outcome).toMatchObject({
    code: 130,
    stdout: '',
    stderr: expect.stringMatching(/^dynadict: stopped by \^C.*\n$/),
  })
})

test('^C ends a command whose file has no beginning, and a loop of the shell with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dynadict-cli-'))
  const fifo = join(folder, 'fifo')
  await run('mkfifo', [fifo])
  const { child, outcome } = startCli(['import', fifo, ...at('import')])
  let signal: string | null = null
  child.once('exit', (_, by) => {
    signal = by
  })
  // It has told nothing by then that could be waited for.
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  child.kill('SIGINT')
  expect(await outcome).toEqual({ code: 130, stdout: '', stderr: 'dynadict: stopped by ^C\n' })
  expect(signal).toBe('SIGINT')
  await rm(folder, { recursive: true })
})

test('a reader who has read enough ends a listing without a word', async () => {
  const dict = dictOf('pipe')
  await dict.setMany(Array.from({ length: 20_000 }, (_, index) => [`key-${index}-${'x'.repeat(40)}`, index] as const))
  const command = `set -o pipefail; "$NODE" "$PROGRAM" ls -t ${tableName} -n pipe | head -1; echo "code $?"`
  const env = { ...userEnv(), NODE: process.execPath, PROGRAM: program }
  const { stdout, stderr } = await run('bash', ['-c', command], { env })
  expect(stdout).toMatch(/^key-0-x+\ncode 0\n$/)
  expect(stderr).toBe('')
}, 120_000)

test('what cannot be written is a failure and no success', async () => {
  const command = `"$NODE" "$PROGRAM" --help > /dev/full; echo "code $?"`
  const env = { ...userEnv(), NODE: process.execPath, PROGRAM: program }
  const { stdout, stderr } = await run('bash', ['-c', command], { env })
  expect(stdout).toBe('code 1\n')
  expect(stderr).toMatch(/^dynadict: ENOSPC: no space left on device/)
})

test('the program ends by itself when standard input stays open', async () => {
  const { child, outcome } = startCli(['ls', '--count', ...at('any')], { isInputOpen: true })
  expect(await outcome).toMatchObject({ code: 0, stdout: '0\n' })
  child.stdin?.destroy()
})
