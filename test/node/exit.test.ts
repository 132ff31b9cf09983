import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'

const run = promisify(execFile)
const dist = fileURLToPath(new URL('../../dist/node.js', import.meta.url))

test.each(['sigv4', 'aws-sdk'])('a program over %s ends by itself when its work is done', async (transport) => {
  const program = `
    import { CachedSession, DynamoDbDict } from ${JSON.stringify(dist)}
    const connection = ${JSON.stringify({
      transport,
      region: 'us-west-2',
      endpoint: inject('endpoint'),
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })}
    const dict = new DynamoDbDict('exits', connection)
    await dict.setMany(Array.from({ length: 200 }, (_, index) => ['k' + index, index]))
    await Promise.all(Array.from({ length: 20 }, (_, index) => dict.get('k' + index, { signal: AbortSignal.timeout(60_000) })))
    await dict.putBlob('b', new Uint8Array(1_000_000))
    const session = new CachedSession('exits', connection)
    await session.fetch('http://127.0.0.1:9/').catch(() => undefined)
    const done = performance.now()
    process.on('exit', () => console.log(performance.now() - done))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { timeout: 30_000 })
  expect(Number(stdout)).toBeLessThan(1_000)
})
