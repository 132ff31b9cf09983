/** A Worker whose dict and session are made once for all requests, as many programs have them. */

import { CachedSession, DynamoDbDict, json } from 'dynadict'
import { encrypted } from 'dynadict/serializers'

interface Settings {
  readonly endpoint: string
  readonly table: string
  readonly originUrl: string
  readonly key: string
}

const keys = [{ id: 'a', key: new Uint8Array(32) }]
let shared: { dict: DynamoDbDict; session: CachedSession } | undefined

const worker = {
  async fetch(request: Request): Promise<Response> {
    const { endpoint, table, originUrl, key }: Settings = await request.json()
    const env = { AWS_REGION: 'us-west-2', AWS_ENDPOINT_URL: endpoint }
    const credentials = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
    }
    const settings = { env, credentials }
    shared ??= {
      dict: new DynamoDbDict(table, { ...settings, namespace: 'shared', serializer: encrypted(json, { keys }) }),
      session: new CachedSession(table, { ...settings, expireAfter: '1h' }),
    }
    const writing = shared.dict.set(key, key)
    // A request that answers before its work is done: the runtime drops the rest.
    if (key === 'gone') return new Response('gone')
    await writing
    const response = await shared.session.fetch(originUrl)
    return Response.json([await shared.dict.get(key), await response.text()])
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker is one
export default worker
