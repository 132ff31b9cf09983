import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** A partition as the installed AWS SDK knows it, with all of its Regions. */
export interface SdkPartition {
  readonly name: string
  readonly regions: readonly string[]
  readonly outputs: Readonly<Record<string, unknown>>
}

/** The table of partitions is not among the exports of the SDK, so it is read from its file. */
export function sdkPartitions(): SdkPartition[] {
  const require = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb'))
  const folder = dirname(require.resolve('@aws-sdk/core/package.json'))
  const text = readFileSync(join(folder, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'), 'utf8')
  const [, json = ''] = /partitionsInfo = (\{.*\});/s.exec(text) ?? []
  const { partitions } = JSON.parse(json) as {
    partitions: { id: string; regions: object; outputs: SdkPartition['outputs'] }[]
  }
  return partitions.map(({ id, regions, outputs }) => ({ name: id, regions: Object.keys(regions), outputs }))
}

/** The endpoint by the SDK's own rules, and the Region that it signs for where that is another one. */
export function sdkEndpoint(region: string, useDualstack: boolean, useFips: boolean, endpoint?: string) {
  const { endpointProvider } = new DynamoDBClient({ region: 'us-east-1' }).config
  const parameters = {
    Region: region,
    UseDualStack: useDualstack,
    UseFIPS: useFips,
    ...(endpoint && { Endpoint: endpoint }),
  }
  const { url, properties } = endpointProvider(parameters)
  const [scheme] = (properties?.authSchemes ?? []) as { signingRegion?: string }[]
  return { url: String(url), region: scheme?.signingRegion ?? region }
}
