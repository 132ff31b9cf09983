import { hex } from '../hex.ts'
import { utf8 } from '../utf8.ts'
import type { KeyFn, KeyFnRequest } from './key-settings.ts'

/** So many bytes leave room for the hashes of a variant and of a credential in DynamoDB's 1,024. */
const longest = 940
/** What is left of a longer one in front of its hash. */
const shown = 900

/**
 * The key that `keyFn` gives. One that could not be stored as it is gets a hash in place of what is wrong with it: a request
 * does not fail for the length of its URL.
 *
 * @throws {TypeError} when it is no text or an empty one.
 */
export async function ownKey(keyFn: KeyFn, { method, url, headers, body }: KeyFnRequest): Promise<string> {
  const key = await keyFn({ method, url, headers: new Headers(headers), ...(body && { body }) })
  if (typeof key !== 'string' || key === '') throw new TypeError('keyFn must return a text that is not empty')
  const bytes = utf8(key)
  if (bytes.byteLength <= longest && !/[\p{Cc}\p{Surrogate}]/u.test(key)) return key
  // A stream's decoder keeps back the character that the cut went through.
  const start = new TextDecoder().decode(bytes.subarray(0, shown), { stream: true })
  // As JSON, in which lone surrogates are told apart.
  const hash = await crypto.subtle.digest('SHA-256', utf8(JSON.stringify(key)))
  return `${start.replace(/\p{Cc}/gu, ' ')} ${hex(new Uint8Array(hash, 0, 16))}`
}
