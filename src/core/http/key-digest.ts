import { concat } from '../concat.ts'
import { hex } from '../hex.ts'
import { utf8 } from '../utf8.ts'

/** WebCrypto takes longer than the rest of a key, and most keys are asked for again: so many digests are remembered. */
const limit = 500
const digests = new Map<string, string>()

/**
 * 128 bits of SHA-256, as 32 hexadecimal digits. The parts become JSON, which is unambiguous and holds no line break; so what
 * follows one is the content, to its end.
 */
export async function keyDigest(parts: readonly unknown[], content: Uint8Array | string = ''): Promise<string> {
  const head = `${JSON.stringify(parts)}\n`
  if (content.length > 0) return digestOf(head, content)
  const known = digests.get(head)
  if (known) return known
  const digest = await digestOf(head, content)
  if (digests.size >= limit) digests.clear()
  digests.set(head, digest)
  return digest
}

async function digestOf(head: string, content: Uint8Array | string): Promise<string> {
  const [first, second] = [utf8(head), typeof content === 'string' ? utf8(content) : content]
  const hash = await crypto.subtle.digest('SHA-256', concat([first, second], first.byteLength + second.byteLength))
  return hex(new Uint8Array(hash, 0, 16))
}
