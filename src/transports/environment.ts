import { type ConnectionOptions, connectionChecks } from '../core/connection.ts'
import { checkOptions } from '../core/options.ts'

/**
 * The options, and what they leave open by AWS's own environment variables. A variable that is no text counts as unset.
 *
 * @throws {TypeError} that names the option, or the variable, that cannot be.
 */
export function withEnvironment(options: ConnectionOptions, env: object): ConnectionOptions {
  const { text, flag } = readerOf(env)
  const [accessKeyId, secretAccessKey] = [text('AWS_ACCESS_KEY_ID'), text('AWS_SECRET_ACCESS_KEY')]
  const credentials =
    accessKeyId && secretAccessKey
      ? { accessKeyId, secretAccessKey, sessionToken: text('AWS_SESSION_TOKEN') }
      : undefined
  const endpoint = flag('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')
    ? undefined
    : (text('AWS_ENDPOINT_URL_DYNAMODB') ?? text('AWS_ENDPOINT_URL'))
  const found = {
    region: options.region ?? text('AWS_REGION') ?? text('AWS_DEFAULT_REGION'),
    endpoint: options.endpoint ?? endpoint,
    useDualstackEndpoint: options.useDualstackEndpoint ?? flag('AWS_USE_DUALSTACK_ENDPOINT'),
    useFipsEndpoint: options.useFipsEndpoint ?? flag('AWS_USE_FIPS_ENDPOINT'),
    credentials: options.credentials ?? credentials,
  }
  checkOptions(found, connectionChecks, 'the environment')
  return { ...options, ...found }
}

function readerOf(env: object) {
  const text = (name: string): string | undefined => {
    const value: unknown = (env as Record<string, unknown>)[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const flag = (name: string): boolean | undefined => {
    const value = text(name)
    if (value !== undefined && !/^(true|false)$/.test(value)) throw new TypeError(`${name} must be 'true' or 'false'`)
    return value === undefined ? undefined : value === 'true'
  }
  return { text, flag }
}
