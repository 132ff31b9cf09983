import { AwsV4Signer } from 'aws4fetch'
import type { Credentials } from '../core/connection.ts'
import type { Fetch } from '../core/runtime.ts'
import type { Wire } from './wire.ts'

/** Signs by aws4fetch and sends by `fetch`, as any runtime can. */
export function fetchWire(fetch: Fetch): Wire {
  /** The signer's, of signing keys. */
  const cache = new Map<string, ArrayBuffer>()
  return async (request, signal) => {
    // It would grow by one entry a day, and for each set of credentials.
    if (cache.size > 1) cache.clear()
    // It signs for POST where there is a body.
    const { url, headers } = await new AwsV4Signer({
      // Without a token it signs none.
      ...(request.identity as Pick<Credentials, 'accessKeyId' | 'secretAccessKey'>),
      ...request,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': request.target },
      service: 'dynamodb',
      cache,
    }).sign()
    // Not signed, since proxies may change it. Where it can be set, the answer's checksum is that of what comes in.
    headers.set('accept-encoding', 'identity')
    const response = await fetch(url, { method: 'POST', headers, body: request.body, redirect: 'manual', signal })
    const text = await (response.headers.has('x-amz-crc32')
      ? (await import('./checked-text.ts')).checkedText(response)
      : response.text())
    return { status: response.status, header: (name) => response.headers.get(name), text }
  }
}
