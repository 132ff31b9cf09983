import { isWellFormed, utf8 } from '../../utf8.ts'

/** A `CryptoKey`, of which Node's own types have no global name. */
export type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** A key of `encrypted(…)`, and the name by which it is found again. */
export interface EncryptionKey {
  /** Stored with each value that is written by it; no secret. 1 to 255 bytes of UTF-8, not the same as that of another key. */
  readonly id: string
  /** 32 random bytes, which are copied, or a `CryptoKey` for AES-GCM of 256 bits. */
  readonly key: Uint8Array | WebCryptoKey
}

/** An `EncryptionKey` that has been checked. */
export interface LoadedKey {
  readonly id: string
  readonly idBytes: Uint8Array
  load(): Promise<WebCryptoKey>
}

const keyBytes = 32

/**
 * Checks keys and copies them, so that the caller may wipe his bytes.
 *
 * @throws {TypeError} that names the bad one, and shows none of it.
 */
export function loadedKeys(keys: readonly EncryptionKey[]): LoadedKey[] {
  if (!Array.isArray(keys) || keys.length === 0) throw new TypeError('keys must be an array of { id, key }, not empty')
  return keys.map((entry: Partial<EncryptionKey> | null, index) => {
    const { id, key } = entry ?? {}
    const idBytes = utf8(typeof id === 'string' && isWellFormed(id) ? id : '')
    if (!id || idBytes.length < 1 || idBytes.length > 255) {
      throw new TypeError(`keys[${index}].id must be a string of 1 to 255 bytes`)
    }
    const first = keys.findIndex((other) => other.id === id)
    if (first < index) throw new TypeError(`keys[${index}].id is that of keys[${first}]`)
    const usages: KeyUsage[] = index === 0 ? ['encrypt', 'decrypt'] : ['decrypt']
    if (!isKey(key, usages)) {
      throw new TypeError(
        `keys[${index}].key must be ${keyBytes} bytes, or an AES-GCM CryptoKey of 256 bits to ${usages.join(' and ')}`,
      )
    }
    return { id, idBytes, load: loader(key, usages) }
  })
}

function isKey(key: unknown, needed: KeyUsage[]): key is Uint8Array | WebCryptoKey {
  if (key instanceof Uint8Array) return key.byteLength === keyBytes
  // By what it has, since a key may come from another realm.
  const { algorithm, usages } = (key ?? {}) as Partial<WebCryptoKey>
  const { name, length } = (algorithm ?? {}) as Partial<AesKeyAlgorithm>
  return name === 'AES-GCM' && length === 8 * keyBytes && needed.every((usage) => usages?.includes(usage))
}

/** Imports bytes once. The key is kept and not its promise: in a Worker, a promise belongs to one request. */
function loader(key: Uint8Array | WebCryptoKey, usages: KeyUsage[]): () => Promise<WebCryptoKey> {
  let loaded = key instanceof Uint8Array ? undefined : key
  const raw = key instanceof Uint8Array ? new Uint8Array(key) : new Uint8Array()
  return async () => {
    loaded ??= await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, usages)
    return loaded
  }
}
