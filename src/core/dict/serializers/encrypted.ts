import { concat } from '../../concat.ts'
import { checkOptions } from '../../options.ts'
import type { AttributeValue } from '../../transport.ts'
import { utf8 } from '../../utf8.ts'
import { type EncryptionKey, loadedKeys } from './encryption-keys.ts'
import { fromEnvelope, toEnvelope } from './envelope.ts'
import type { Place, Serializer } from './serializer.ts'

/** Options of `encrypted`. */
export interface EncryptedOptions {
  /** The first one writes; all of them read. */
  readonly keys: readonly EncryptionKey[]
}

/**
 * Encrypts what another serializer writes, by AES-256-GCM. A value is bound to its namespace, its key and its serializer:
 * one that was changed, or moved from elsewhere, is a `DecodeError`, and so is one that somebody wrote without the key.
 *
 * To change the key, list a new one last in every program, so that all can read it, and then first, so that it writes. When
 * the old values have expired or been written anew, take the old key out.
 *
 * Not hidden: keys and namespace, when an item was written and expires, and the size of its value, from which the content of
 * what is compressed can be guessed at by who may choose a part of it. Not encrypted: `meta`, and the bytes of `putBlob`.
 * Not noticed: an older value of the same key that is put back, and removal. `increment` needs the serializer `json`.
 *
 * Each write takes 96 random bits as initialization vector, so one key may write 2^32 values at most (NIST SP 800-38D §8.3).
 *
 * @throws {TypeError} that names the bad option.
 * @example
 * const secrets = new DynamoDbDict('app', {
 *   namespace: 'secrets',
 *   serializer: encrypted(json, { keys: [{ id: '2026', key: newKey }, { id: '2025', key: oldKey }] }),
 * })
 */
export function encrypted<V>(inner: Serializer<V>, options: EncryptedOptions): Serializer<V> {
  checkOptions(options, { keys: () => undefined }, 'encrypted')
  const keys = loadedKeys(options.keys)
  const [writer] = keys as [(typeof keys)[0]]
  const head = Uint8Array.of(version, writer.idBytes.byteLength, ...writer.idBytes)
  const encoding = `${inner.encoding}+aes256gcm`

  return {
    encoding,
    compress: false,
    // Who may write to the table could otherwise pass off a value as one that was encrypted.
    readsOthers: false,

    async encode(value, place) {
      const envelope = toEnvelope(await inner.encode(value, place))
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
      const key = await writer.load()
      const sealed = await crypto.subtle.encrypt(parameters(iv, head, encoding, place), key, envelope)
      return { B: joined(head, iv, new Uint8Array(sealed)) }
    },

    async decode(attribute, place) {
      const { head, id, iv, sealed } = partsOf(attribute)
      const key = keys.find((key) => key.id === id)
      if (!key) throw new TypeError(`encrypted with the key '${id}', which is not among keys`)
      const loaded = await key.load()
      const opening = crypto.subtle.decrypt(parameters(iv, head, encoding, place), loaded, sealed)
      const envelope = await opening.catch((cause) => {
        const reasons = 'it is another key of that id, or the value was changed or comes from another place'
        throw new TypeError(`the key '${id}' does not open it: ${reasons}`, { cause })
      })
      return inner.decode(fromEnvelope(new Uint8Array(envelope)), place)
    },
  }
}

/** Of the layout: a byte of version, the key's id behind a byte with its length, the initialization vector, what is sealed. */
const version = 1
const ivBytes = 12
const tagBytes = 16

function partsOf({ B }: AttributeValue) {
  if (!B) throw new TypeError('not encrypted')
  if (B[0] !== version) throw new TypeError('encrypted in a way that this version does not know')
  const bytes = new Uint8Array(B)
  const headEnd = 2 + (bytes[1] ?? 0)
  const ivEnd = headEnd + ivBytes
  if (bytes.byteLength <= ivEnd + tagBytes) throw new TypeError('cut short')
  const head = bytes.subarray(0, headEnd)
  const id = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head.subarray(2))
  return { head, id, iv: bytes.subarray(headEnd, ivEnd), sealed: bytes.subarray(ivEnd) }
}

/** What AES-GCM takes. Each text is bound behind its length, so that none can pass for a part of another. */
function parameters(iv: Uint8Array<ArrayBuffer>, head: Uint8Array, encoding: string, { namespace, key }: Place) {
  const texts = [encoding, namespace, key].map(utf8)
  const additionalData = joined(head, ...texts.flatMap((text) => [lengthOf(text), text]))
  return { name: 'AES-GCM', iv, additionalData }
}

/** A length in four bytes, the highest first. */
function lengthOf({ byteLength }: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, byteLength)
  return length
}

const joined = (...parts: Uint8Array[]) =>
  concat(
    parts,
    parts.reduce((sum, { byteLength }) => sum + byteLength, 0),
  )
