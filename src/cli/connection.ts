import type { ConnectionOptions } from '../runtimes/node.ts'
import type { Values } from './values.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where a command finds what it works on. */
export interface Connection extends Pick<ConnectionOptions, 'region' | 'endpoint' | 'transport'> {
  readonly tableName: string
  readonly namespace: string | undefined
  /** A mistyped name or Region makes no table. */
  readonly createTable: false
}

/**
 * What options and environment say of the connection. Where these have all that it takes, dynadict signs by itself, which needs
 * no other package and starts sooner; what profiles and instances hold, the AWS SDK finds.
 */
export function connectionOf(values: Values, env: Environment): Connection {
  const { region, profile, endpoint } = values
  return {
    tableName: values.table ?? (env.DYNADICT_TABLE || 'http_cache'),
    namespace: values.namespace ?? (env.DYNADICT_NAMESPACE || undefined),
    region,
    endpoint,
    transport: hasRegion(values, env) && hasKeys(env) && profile === undefined ? 'sigv4' : 'aws-sdk',
    createTable: false,
  }
}

const hasRegion = ({ region }: Values, env: Environment): boolean =>
  Boolean(region || env.AWS_REGION || env.AWS_DEFAULT_REGION)

const hasKeys = (env: Environment): boolean => Boolean(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY)

/** What is missing where it takes the AWS SDK, which is not there, and what to do. */
export function withoutSdk(values: Values, env: Environment): string {
  const install = 'Install it beside dynadict: npm install @aws-sdk/client-dynamodb'
  const variables = [
    !hasRegion(values, env) && 'AWS_REGION',
    (values.profile !== undefined || !hasKeys(env)) && 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ]
  const set = `set ${variables.filter(Boolean).join(', ')}`
  if (values.profile !== undefined || env.AWS_PROFILE)
    return `A profile is read by the AWS SDK, which is not installed. ${install}; or do without a profile, and ${set}`
  const missing = [!hasRegion(values, env) && 'Region', !hasKeys(env) && 'credentials'].filter(Boolean).join(' and ')
  return `The environment has no ${missing}, and the AWS SDK, which looks elsewhere, is not installed. ${install}; or ${set}`
}

/** Keys in the environment, which would come before those of a profile. */
const keyVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']

/** Lets the AWS SDK take a profile that was asked for, as the AWS CLI does: before keys in the environment. */
export function takeProfile(profile: string, env: Record<string, string | undefined>): void {
  for (const name of keyVariables) delete env[name]
  env.AWS_PROFILE = profile
}
