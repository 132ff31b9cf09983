import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'

const run = promisify(execFile)
const dist = fileURLToPath(new URL('../../dist/node.js', import.meta.url))

/** A process without any setting in its environment, and no instance metadata to ask. */
async function inBareProcess(
  options: object,
  call = "new DynamoDbDict('some-table', options).set('key', 1)",
): Promise<{ name: string; code?: string; message: string; ms: number }> {
  const program = `
    import { CachedSession, DynamoDbDict } from ${JSON.stringify(dist)}
    const start = performance.now()
    try {
      const options = ${JSON.stringify(options)}
      await ${call}
    } catch ({ name, code, message }) {
      console.log(JSON.stringify({ name, code, message, ms: performance.now() - start }))
    }`
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' }
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { env, timeout: 20_000 })
  return JSON.parse(stdout)
}

describe.each(['sigv4', 'aws-sdk'])('%s in a bare environment', (transport) => {
  test('missing credentials are a CredentialsError that says what to do', async () => {
    const error = await inBareProcess({ transport, region: 'us-west-2', endpoint: inject('endpoint') })
    expect(error).toMatchObject({ name: 'CredentialsError', code: 'CREDENTIALS' })
    expect(error.message).toMatch(/credentials/i)
    expect(error.ms).toBeLessThan(5_000)
  })

  test.each([{ accessKeyId: 'a', secretAccessKey: 'b' }, undefined])(
    'a missing Region is a TypeError that says what to do, with credentials %o',
    async (credentials) => {
      const error = await inBareProcess({ transport, credentials })
      expect(error).toMatchObject({ name: 'TypeError' })
      expect(error.message).toMatch(/region is missing: pass region.* or set AWS_REGION/)
      expect(error.ms).toBeLessThan(5_000)
    },
  )

  test('a session says so, too, and does not go on without the cache for ever', async () => {
    const fetching = "new CachedSession('some-table', options).fetch('http://127.0.0.1:1/')"
    const error = await inBareProcess({ transport }, fetching)
    expect(error).toMatchObject({ name: 'TypeError' })
    expect(error.message).toMatch(/region is missing/)
  })
})
