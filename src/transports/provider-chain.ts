import type { ConnectionOptions, Credentials } from '../core/connection.ts'
import { isMissing } from './is-missing.ts'

/** A provider of the AWS SDK. It learns of the Region as from an SDK client, since some ask a service in the same one. */
type Provider = (properties?: { callerClientConfig?: { region(): Promise<string> } }) => Promise<Credentials>

/**
 * Credentials from where the AWS SDK looks on Node: profiles, SSO, a process, web identity, the container, the instance. Its
 * package is loaded with the first question, and each one looks anew: what was found is kept elsewhere.
 */
export const providerChain =
  (remedy: string): Provider =>
  async (properties) => {
    const { defaultProvider } = await importChain(remedy)
    try {
      return await defaultProvider()(properties)
    } catch (error) {
      const { message } = error as Error
      throw /any providers/.test(message) ? new Error(`${message}: ${remedy}`) : error
    }
  }

/** The options with a credentials function that is told the Region, as the providers of the AWS SDK expect it. */
export function tellingRegion(options: ConnectionOptions): ConnectionOptions {
  const { region, credentials } = options
  if (typeof credentials !== 'function' || region === undefined) return options
  const provide: Provider = credentials
  const callerClientConfig = { region: async () => region }
  return { ...options, credentials: (asked?: object) => provide({ ...asked, callerClientConfig }) }
}

async function importChain(remedy: string): Promise<typeof import('@aws-sdk/credential-provider-node')> {
  try {
    return await import('@aws-sdk/credential-provider-node')
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new Error(
      `${remedy}, or install @aws-sdk/credential-provider-node (a part of @aws-sdk/client-dynamodb), which finds those of ` +
        'profiles, SSO, web identity, containers and instances',
    )
  }
}
