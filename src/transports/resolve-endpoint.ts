import type { Endpoint, EndpointOptions } from './endpoint.ts'

/**
 * The endpoint that the options ask for. The rules for all but the plain Regions are loaded when they are needed, since few
 * programs need them.
 *
 * @throws {TypeError} that names the option which has no endpoint.
 */
export async function resolveEndpoint(region: string, options: EndpointOptions): Promise<Endpoint> {
  const isPlain = /^(?!cn)\w+-\w+-\d+$/.test(region)
  const { endpoint = isPlain && `https://dynamodb.${region}.amazonaws.com` } = options
  if (!endpoint || options.useDualstackEndpoint || options.useFipsEndpoint)
    return (await import('./endpoint.ts')).endpointOf(region, options)
  return { url: endpoint.replace(/\/*$/, '/'), region }
}
