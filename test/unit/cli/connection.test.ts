import { expect, test } from 'vitest'
import { connectionOf, takeProfile, withoutSdk } from '../../../src/cli/connection.ts'

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }

test('it signs by itself where Region and keys are known, and leaves the rest to the AWS SDK', () => {
  expect(connectionOf({}, { ...keys, AWS_REGION: 'eu-west-1' }).transport).toBe('sigv4')
  expect(connectionOf({ region: 'eu-west-1' }, keys).transport).toBe('sigv4')
  expect(connectionOf({}, keys).transport).toBe('aws-sdk')
  expect(connectionOf({ region: 'eu-west-1' }, {}).transport).toBe('aws-sdk')
  expect(connectionOf({ region: 'eu-west-1', profile: 'dev' }, keys).transport).toBe('aws-sdk')
})

test('options come before the environment, which comes before the defaults; no command makes a table unasked', () => {
  const env = { DYNADICT_TABLE: 'env-table', DYNADICT_NAMESPACE: 'env-namespace' }
  const names = ({ tableName, namespace, createTable }: ReturnType<typeof connectionOf>) => [
    tableName,
    namespace,
    createTable,
  ]
  expect(names(connectionOf({ table: 't', namespace: 'n' }, env))).toEqual(['t', 'n', false])
  expect(names(connectionOf({}, env))).toEqual(['env-table', 'env-namespace', false])
  expect(names(connectionOf({}, { DYNADICT_TABLE: '' }))).toEqual(['http_cache', undefined, false])
})

test('a profile comes before keys in the environment', () => {
  const env: Record<string, string | undefined> = { ...keys, AWS_SESSION_TOKEN: 'c', AWS_REGION: 'eu-west-1' }
  takeProfile('dev', env)
  expect(env).toEqual({ AWS_PROFILE: 'dev', AWS_REGION: 'eu-west-1' })
})

test('without the AWS SDK it says what is missing, and only that', () => {
  const region = { AWS_REGION: 'eu-west-1' }
  const install = 'is not installed. Install it beside dynadict: npm install @aws-sdk/client-dynamodb; or '
  expect(withoutSdk({ profile: 'dev' }, { ...keys, ...region })).toBe(
    `A profile is read by the AWS SDK, which ${install}do without a profile, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
  )
  expect(withoutSdk({}, { AWS_PROFILE: 'dev', ...region })).toContain('A profile is read by the AWS SDK')
  expect(withoutSdk({}, keys)).toBe(
    `The environment has no Region, and the AWS SDK, which looks elsewhere, ${install}set AWS_REGION`,
  )
  expect(withoutSdk({ region: 'eu-west-1' }, {})).toContain('The environment has no credentials, and')
  expect(withoutSdk({}, {})).toMatch(/no Region and credentials, .* set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_/)
})
