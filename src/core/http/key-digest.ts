import { concat } from '../concat.ts'
import { hex } from '../hex.ts'
import { utf8 } from '../utf8.ts'

/**
 * 128 bits of SHA-256, as 32 hexadecimal digits. The parts become JSON, which is unambiguous and holds no line break; so what
 * follows one is the content, to its end.
 */
export async function keyDigest(parts: readonly unknown[], content: Uint8Array | string = ''): Promise<string> {
  const head = utf8(`${JSON.stringify(parts)}\n`)
  const tail = typeof content === 'string' ? utf8(content) : content
  const hash = await crypto.subtle.digest('SHA-256', concat([head, tail], head.byteLength + tail.byteLength))
  return hex(new Uint8Array(hash, 0, 16))
}
