import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { cli, program, startCli, userEnv } from './run-cli.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'dynadict-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts the engine, and waits for the settings that it prints. */
async function startLocal(...args: string[]) {
  const { child, outcome } = startCli(['local', '--port', '0', ...args])
  let printed = ''
  while (!printed.includes('SECRET')) printed += (await once(child.stdout ?? child, 'data'))[0]
  const env = Object.fromEntries([...printed.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]))
  const stop = () => {
    child.kill('SIGINT')
    return outcome
  }
  return { env, stop }
}

test('local starts an engine, whose settings this program takes, and which keeps its data in a folder', async () => {
  const path = join(folder, 'data')
  const first = await startLocal('--path', path)
  expect((await cli(['table', 'create'], { env: first.env })).code).toBe(0)
  expect((await cli(['set', 'k', '"kept"'], { env: first.env })).code).toBe(0)
  expect(await first.stop()).toMatchObject({ code: 0, stderr: expect.stringContaining(`its data in ${path}`) })
  const second = await startLocal('--path', path)
  expect((await cli(['get', 'k'], { env: second.env })).stdout).toBe('"kept"\n')
  await second.stop()
  expect(await cli(['get', 'k'], { env: second.env })).toMatchObject({ code: 1 })
})

test('local listens on this machine alone', async () => {
  const { env, stop } = await startLocal()
  const { port } = new URL(env.AWS_ENDPOINT_URL_DYNAMODB ?? '')
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal }) => !internal)
  for (const { address, family } of others.filter(({ family }) => family === 'IPv4'))
    await expect(fetch(`http://${address}:${port}/`), family).rejects.toThrow()
  await stop()
})

test('a port in use is said, and so is a folder in use', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  expect(await cli(['local', '--port', String(port)])).toEqual({
    code: 1,
    stdout: '',
    stderr: `dynadict: Port ${port} is in use. Take another by --port, or any that is free by --port 0.\n`,
  })
  server.close()
  const path = join(folder, 'locked')
  const { stop } = await startLocal('--path', path)
  const second = await cli(['local', '--port', '0', '--path', path])
  expect(second).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `dynadict: The engine cannot open the folder ${path}: another one may have it open, or it may not be written.\n`,
  })
  await stop()
})

test.each([
  ['a file', program, `--path takes a folder, and ${program} is a file.`],
  ['below a file', join(program, 'data'), `Could not use the folder ${program}/data: a part of its path is a file.`],
  [
    'where none can be made',
    '/proc/none/data',
    'Could not use the folder /proc/none/data: no folder can be made there.',
  ],
])('a path that is %s is said, and nothing hangs', async (_, path, message) => {
  expect(await cli(['local', '--port', '0', '--path', path])).toEqual({
    code: 1,
    stdout: '',
    stderr: `dynadict: ${message}\n`,
  })
})

test('without the engine, or the AWS SDK where a profile is asked for, it says what to install', async () => {
  const lone = join(folder, 'lone')
  cpSync(dirname(program), join(lone, 'dist'), { recursive: true })
  mkdirSync(join(lone, 'node_modules'))
  for (const name of ['aws4fetch', 'devalue'])
    symlinkSync(join(dirname(program), '../node_modules', name), join(lone, 'node_modules', name))
  const failing = async (...args: string[]) => {
    const { code, stderr } = await run(process.execPath, [join(lone, 'dist/cli.js'), ...args], {
      env: userEnv(),
    }).catch((error) => error)
    expect(code).toBe(1)
    return stderr
  }
  expect(await failing('local')).toBe(
    'dynadict: The engine is a package of its own. Install it beside dynadict: npm install --save-dev dynalite\n',
  )
  expect(await failing('ls', '--profile', 'dev')).toMatch(
    /^dynadict: A profile is read by the AWS SDK, which is not installed\. Install it beside dynadict: npm install .*\n$/,
  )
})
