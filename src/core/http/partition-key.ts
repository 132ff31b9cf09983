import { hex } from '../hex.ts'
import { utf8 } from '../utf8.ts'

/**
 * The key of a stored response that only who brings these credentials may see: behind the resource's key stands an
 * HMAC-SHA-256 of both, in 128 bits. Neither the order of the credentials nor the case of their names counts.
 *
 * @param secret the HMAC's, which must not be empty.
 */
export async function partitionKey(
  key: string,
  credentials: readonly (readonly [name: string, value: string])[],
  secret: string,
): Promise<string> {
  const named = credentials.map(([name, value]) => JSON.stringify([name.toLowerCase(), value])).sort()
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', utf8(secret), hmac, false, ['sign'])
  // The resource's key is in it, so that one credential cannot be followed from URL to URL.
  const mac = await crypto.subtle.sign('HMAC', imported, utf8(JSON.stringify([key, named])))
  return `${key} ~${hex(new Uint8Array(mac, 0, 16))}`
}
