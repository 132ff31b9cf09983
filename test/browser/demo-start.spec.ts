import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { demoCommand, root, startDemo, stopDemo, test } from './demo-page.ts'

test('npm run demo:browser builds, and starts what its README says', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  // The build has run before these tests; here it would take the bundle from under the others.
  expect(scripts['demo:browser']).toBe(`node scripts/build.mjs && node ${demoCommand.join(' ')}`)
  const readme = await readFile(join(root, 'examples/browser-demo/README.md'), 'utf8')
  const [command = '', ...printed] = /```\w*\n([\s\S]*?)```/.exec(readme)?.[1]?.trim().split('\n') ?? []
  expect(command).toBe('$ npm run demo:browser')
  const own = await startDemo({ PORT: '' })
  const port = new URL(own.url).port
  expect(own.said().trim()).toBe(printed.join('\n').replace(/(?<=127\.0\.0\.1:)\d+/, port))
  await stopDemo(own)
})

test('it serves the page, the bundle that is shipped, and nothing else of the repository', async ({ running }) => {
  const page = await fetch(running.url)
  expect(await page.text()).toContain('<title>dynadict: cache inspector</title>')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  const served = await (await fetch(`${running.url}/dynadict.js`)).text()
  expect(served).toBe(await readFile(join(root, 'dist/browser.min.js'), 'utf8'))
  for (const path of ['/../main.mjs', '/..%2fmain.mjs', '/server/gate.mjs', '/package.json', '/toString']) {
    expect((await fetch(running.url + path)).status, path).toBe(404)
  }
  for (const body of ['no json', 'null', '{"dynamodb":"on fire"}']) {
    const response = await fetch(`${running.url}/troubles.json`, { method: 'POST', body })
    if (response.ok) expect(await response.json()).toEqual({ dynamodb: 'none', api: 'none' })
    else expect(response.status).toBe(400)
  }
})

test('it is for this machine only', async ({ running }) => {
  const { port } = new URL(running.url)
  // A site of others whose name leads to this address sends its own name.
  const [answer] = await once(get({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }), 'response')
  expect(answer.statusCode).toBe(403)
  const headers = { origin: 'https://evil.example' }
  expect((await fetch(`${running.url}/credentials.json`, { headers })).status).toBe(403)
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((each) => each?.family === 'IPv4' && !each.internal)
  for (const { address } of others.filter((each) => each !== undefined)) {
    await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow('fetch failed')
  }
})

test('PORT names the port, one that is taken or none is told, and ^C ends it', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  await expect(startDemo({ PORT: String(port) })).rejects.toThrow(`port ${port} is taken`)
  await expect(startDemo({ PORT: 'none' })).rejects.toThrow("PORT is 'none'")
  taken.close()
  await once(taken, 'close')
  const own = await startDemo({ PORT: String(port) })
  expect(own.url).toBe(`http://127.0.0.1:${port}`)
  // A browser keeps its connection, which may not hold it.
  expect((await fetch(own.url)).status).toBe(200)
  const exit = once(own.process, 'exit')
  own.process.kill('SIGINT')
  expect(await exit).toEqual([0, null])
  await expect(fetch(own.url)).rejects.toThrow('fetch failed')
})
