import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { DynamoDbDict } from '../../src/runtimes/node.ts'

const script = fileURLToPath(new URL('../../scripts/engine.mjs', import.meta.url))

/** What the command says when it starts nothing. */
const refused = (args: string[], env: NodeJS.ProcessEnv = process.env) =>
  promisify(execFile)(process.execPath, [script, ...args], { env }).then(
    () => expect.fail('it was not refused'),
    ({ code, stderr }) => ({ code, stderr }),
  )

test.each(['dynalite', 'dynoxide'])(
  'npm run engine starts %s, prints its settings, and stops it on ^C',
  async (name) => {
    const command = spawn(process.execPath, [script, name, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    for await (const chunk of command.stdout) {
      printed += chunk
      if (printed.includes('SECRET')) break
    }
    const env = Object.fromEntries(printed.split('\n').map((line) => line.split('=')))
    const dict = new DynamoDbDict('some-table', { env, transport: 'sigv4', maxAttempts: 1 })
    await dict.set('k', 'v')
    expect(await dict.get('k')).toBe('v')
    command.kill('SIGINT')
    expect(await once(command, 'exit')).toEqual([0, null])
    await expect(dict.get('k')).rejects.toMatchObject({ code: 'NETWORK' })
  },
)

test('an engine that is not known, or no port, is answered by how to ask', async () => {
  for (const { code, stderr } of await Promise.all([refused(['mongodb']), refused(['dynalite', '--port', 'x'])])) {
    expect(code).toBe(2)
    expect(stderr).toContain('npm run engine -- <dynalite | dynoxide | dynamodb-local> [--port <number>]')
  }
})

test('a port in use is said', async () => {
  const { port } = new URL(inject('endpoint'))
  expect(await refused(['dynoxide', '--port', port])).toEqual({ code: 1, stderr: `engine: port ${port} is in use\n` })
})

test('a missing Java is said by name, and one that is too old', async () => {
  const missing = await refused(['dynamodb-local'], { PATH: '' })
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('dynamodb-local needs Java 17 or later') })
  const folder = mkdtempSync(join(tmpdir(), 'dynadict-java-'))
  try {
    const java = join(folder, 'java')
    writeFileSync(java, '#!/bin/sh\necho \'openjdk version "11.0.2" 2019-01-15\' >&2\n')
    chmodSync(java, 0o755)
    const { stderr } = await refused(['dynamodb-local'], { PATH: folder })
    expect(stderr).toBe('engine: dynamodb-local needs Java 17 or later: java is of version 11.0.2\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
