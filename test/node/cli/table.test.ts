import { expect, test } from 'vitest'
import { tableTemplate } from '../../../src/entries/table.ts'
import { DynamoDbCache, DynamoDbDict } from '../../../src/runtimes/node.ts'
import { cli, connection } from './run-cli.ts'

test('table create makes a table once, as it is asked', async () => {
  const args = ['table', 'create', '-t', 'cli-create', '--read-units', '5', '--write-units', '6']
  const first = await cli(args)
  expect(first).toMatchObject({ code: 0, stdout: "made the table 'cli-create'\n" })
  // dynalite has no time to live.
  expect(first.stderr).toMatch(/^dynadict: time to live is not on for 'cli-create': .*\n$/)
  expect(await cli(args)).toEqual({ code: 0, stdout: "the table 'cli-create' is there\n", stderr: '' })
  expect((await cli([...args, '--json'])).stdout).toBe('{"table":"cli-create","created":false}\n')
  expect((await new DynamoDbDict('cli-create', connection()).describe())?.billing).toEqual({
    readCapacityUnits: 5,
    writeCapacityUnits: 6,
  })
})

test('table describe prints what DynamoDB says', async () => {
  await new DynamoDbDict('cli-describe', connection()).ready()
  const { stdout } = await cli(['table', 'describe', '-t', 'cli-describe'])
  expect(stdout).toMatch(/^table {9}cli-describe\n/)
  expect(stdout).toMatch(/^keys {10}namespace \(S\), key \(S\)$/m)
  const json = JSON.parse((await cli(['table', 'describe', '-t', 'cli-describe', '--json'])).stdout)
  expect(json).toMatchObject({ name: 'cli-describe', status: 'ACTIVE', isDictTable: true, billing: 'on-demand' })
  expect(await cli(['table', 'describe', '-t', 'cli-described-none'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Make it: dynadict table create --table cli-described-none'),
  })
})

test('table template prints what tableTemplate gives, and needs no settings', async () => {
  const env = { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_ENDPOINT_URL_DYNAMODB: undefined }
  const options = ['--tag', 'team=web', '--no-protect', '--no-recovery', '--kms-key', 'alias/dicts']
  for (const format of ['cloudformation', 'terraform', 'cdk', 'cli'] as const) {
    const { stdout } = await cli(['table', 'template', format, '-t', 'app', ...options], { env })
    const expected = tableTemplate({
      ...{ format, tableName: 'app', tags: { team: 'web' }, encryption: { kmsKeyId: 'alias/dicts' } },
      ...{ deletionProtection: false, pointInTimeRecovery: false },
    })
    expect(stdout.trimEnd()).toBe(expected.trimEnd())
  }
})

test('table vacuum removes chunks that nothing names, of a dict or of a cache', async () => {
  const cache = new DynamoDbCache({ ...connection(), tableName: 'cli-vacuum' })
  await cache.responses.putBlob(
    'page',
    new Uint8Array(100_000).map(() => Math.random() * 256),
  )
  await cache.responses.deleteMany(['page'])
  const vacuum = (...args: string[]) => cli(['table', 'vacuum', '-t', 'cli-vacuum', ...args])
  expect((await vacuum('--cache', '--dry-run')).stdout).toBe('would remove the chunks of 0 of 1 value in chunks\n')
  expect((await vacuum('--cache', '--dry-run', '--json')).stdout).toBe('{"examined":1,"found":0}\n')
  expect((await vacuum()).stdout).toBe('removed the chunks of 0 of 0 values in chunks\n')
})
