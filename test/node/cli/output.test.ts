import { execFile, execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { CachedSession } from '../../../src/runtimes/node.ts'
import { always, newLine } from '../../suites/faults.ts'
import { newSite } from '../../suites/origin.ts'
import { cli, connection, program, startCli, userEnv } from './run-cli.ts'

const run = promisify(execFile)
const tableName = 'cli-output'
const at = ['-t', tableName, '-n', 'output']
const folder = fs.mkdtempSync(join(tmpdir(), 'dynadict-cli-'))
const file = join(folder, 'cache.jsonl')
afterAll(() => fs.rmSync(folder, { recursive: true }))

beforeAll(async () => {
  const session = new CachedSession(tableName, {
    ...connection(),
    namespace: 'output',
    expireAfter: '1h',
    shared: true,
  })
  const site = await newSite(inject('originUrl'), { '*': { body: 'x' } })
  for (let page = 0; page < 3; page++) await (await session.fetch(`${site.url}/${page}`)).text()
})

beforeEach(() => {
  for (const name of fs.readdirSync(folder)) fs.rmSync(join(folder, name))
  fs.writeFileSync(file, 'the old one')
})

/** The old file as it was, and nothing beside it. */
function expectOldFile() {
  expect(fs.readdirSync(folder)).toEqual(['cache.jsonl'])
  expect(fs.readFileSync(file, 'utf8')).toBe('the old one')
}

/** A table that lists the responses and then answers nothing more, so that an export is amid its work. */
const heldAtBodies = () =>
  newLine(inject('faultsUrl'), { operation: 'GetItem', times: always, isHeld: true, isDone: false })

test('an export that is complete takes the place of the old file, which keeps its mode', async () => {
  fs.chmodSync(file, 0o640)
  expect(await cli(['export', '-o', file, ...at])).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(fs.readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(5)
  expect(fs.statSync(file).mode & 0o777).toBe(0o640)
  expect(fs.readdirSync(folder)).toEqual(['cache.jsonl'])
})

test('a link to a file stays one', async () => {
  const link = join(folder, 'link')
  fs.symlinkSync(file, link)
  await cli(['export', '-o', link, ...at])
  expect(fs.lstatSync(link).isSymbolicLink()).toBe(true)
  expect(fs.readFileSync(file, 'utf8')).toContain('"dynadict":"http-cache"')
})

test('an export that fails leaves the old file, and nothing of itself', async () => {
  const answer = { status: 400, type: 'AccessDeniedException' }
  const line = await newLine(inject('faultsUrl'), { operation: 'GetItem', times: always, isDone: false, answer })
  const { code } = await cli(['export', '-o', file, '--endpoint', line.url, ...at])
  expect(code).toBe(1)
  expectOldFile()
})

test('who may not read the old file may not read the new one while it is written', async () => {
  fs.chmodSync(file, 0o600)
  const line = await heldAtBodies()
  const { child, outcome } = startCli(['export', '-o', file, '--endpoint', line.url, ...at])
  await line.held(1)
  const modes = fs.readdirSync(folder).map((name) => fs.statSync(join(folder, name)).mode & 0o777)
  expect(modes).toEqual([0o600, 0o600])
  child.kill('SIGINT')
  await outcome
  await line.release()
})

test('^C amid an export leaves the old file, and nothing of itself', async () => {
  const line = await heldAtBodies()
  const { child, outcome } = startCli(['export', '-o', file, '--endpoint', line.url, ...at])
  await line.held(1)
  child.kill('SIGINT')
  expect(await outcome).toMatchObject({ code: 130 })
  expectOldFile()
  await line.release()
})

test('a body that breaks off leaves the old file', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'x', repeat: 1_000, cut: true } })
  expect(await cli(['fetch', `${site.url}/`, '-o', file, ...at])).toMatchObject({ code: 1 })
  expectOldFile()
})

test('what is no file is written as it comes: a FIFO, and standard output by its name', async () => {
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  const exporting = cli(['export', '-o', fifo, ...at])
  const piped = await text(fs.createReadStream(fifo))
  expect(await exporting).toMatchObject({ code: 0 })
  expect(piped).toBe((await cli(['export', ...at])).stdout)
  const command = `"$NODE" "$PROGRAM" export ${at.join(' ')} -o /dev/stdout >> "$FILE"`
  await run('bash', ['-c', command], { env: { ...userEnv(), NODE: process.execPath, PROGRAM: program, FILE: file } })
  expect(fs.readFileSync(file, 'utf8')).toBe(`the old one${piped}`)
})

test('^C ends the wait for one who reads a FIFO', async () => {
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  const line = await newLine(inject('faultsUrl'))
  const { child, outcome } = startCli(['export', '-o', fifo, '--endpoint', line.url, ...at])
  await expect.poll(() => line.requests(), { timeout: 30_000 }).not.toHaveLength(0)
  child.kill('SIGINT')
  expect(await outcome).toMatchObject({ code: 130, stderr: 'dynadict: stopped by ^C\n' })
})

test.each([
  ['no-such-folder/file', 'there is no such folder'],
  ['.', 'it is a folder'],
])('-o %s is said', async (name, reason) => {
  const place = join(folder, name)
  expect(await cli(['export', '-o', place, ...at])).toEqual({
    code: 1,
    stdout: '',
    stderr: `dynadict: Could not write ${place}: ${reason}.\n`,
  })
})
