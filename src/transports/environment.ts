import { type ConnectionOptions, connectionChecks } from '../core/connection.ts'
import { checkOptions } from '../core/options.ts'

/** The options, and what they leave open by AWS's own environment variables. A variable that is no text counts as unset. */
export function withEnvironment(options: ConnectionOptions, env: object): ConnectionOptions {
  const get = (name: string): string | undefined => {
    const value: unknown = (env as Record<string, unknown>)[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [accessKeyId, secretAccessKey] = [get('AWS_ACCESS_KEY_ID'), get('AWS_SECRET_ACCESS_KEY')]
  const credentials =
    accessKeyId && secretAccessKey
      ? { accessKeyId, secretAccessKey, sessionToken: get('AWS_SESSION_TOKEN') }
      : undefined
  const found = {
    region: options.region ?? get('AWS_REGION') ?? get('AWS_DEFAULT_REGION'),
    endpoint: options.endpoint ?? get('AWS_ENDPOINT_URL_DYNAMODB') ?? get('AWS_ENDPOINT_URL'),
    credentials: options.credentials ?? credentials,
  }
  checkOptions(found, connectionChecks, 'the environment')
  return { ...options, ...found }
}
