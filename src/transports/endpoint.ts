import type { ConnectionOptions } from '../core/connection.ts'
import { partitionOf } from '../core/partitions.ts'

/** Where requests go, and the Region that they are signed for. */
export interface Endpoint {
  readonly url: string
  readonly region: string
}

export type EndpointOptions = Pick<ConnectionOptions, 'endpoint' | 'useDualstackEndpoint' | 'useFipsEndpoint'>

/**
 * DynamoDB's own endpoint in a Region of any partition, by the rules of the AWS SDK, but for the endpoints of single accounts.
 * Every partition has dual-stack and FIPS endpoints; a given endpoint and the Region `local` do not go with them.
 *
 * @throws {TypeError} that names the option which has no endpoint.
 */
export function endpointOf(region: string, options: EndpointOptions): Endpoint {
  const { endpoint, useDualstackEndpoint, useFipsEndpoint } = options
  const variant = useFipsEndpoint ? 'useFipsEndpoint' : useDualstackEndpoint && 'useDualstackEndpoint'
  if (variant && endpoint) throw new TypeError(`${variant} and endpoint exclude each other`)
  if (variant && region === 'local') throw new TypeError(`${variant}: the Region 'local' has no such endpoint`)
  if (region === 'local') return { url: 'http://localhost:8000/', region: 'us-east-1' }
  const { name, dnsSuffix, dualstackDnsSuffix } = partitionOf(region)
  // The ordinary endpoints of GovCloud have FIPS by themselves, its dual-stack ones do not.
  const isOfFips = useFipsEndpoint && (useDualstackEndpoint || name !== 'aws-us-gov')
  const suffix = useDualstackEndpoint ? dualstackDnsSuffix : dnsSuffix
  return { url: `https://dynamodb${isOfFips ? '-fips' : ''}.${region}.${suffix}/`, region }
}
