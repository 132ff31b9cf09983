import { createCipheriv } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { bytes } from '../../../../../src/core/dict/serializers/bytes.ts'
import { document } from '../../../../../src/core/dict/serializers/document.ts'
import { type EncryptedOptions, encrypted } from '../../../../../src/core/dict/serializers/encrypted.ts'
import { gzip } from '../../../../../src/core/dict/serializers/gzip.ts'
import { json } from '../../../../../src/core/dict/serializers/json.ts'
import { text } from '../../../../../src/core/dict/serializers/text.ts'
import { hex } from '../../../../../src/core/hex.ts'

const key = crypto.getRandomValues(new Uint8Array(32))
const otherKey = crypto.getRandomValues(new Uint8Array(32))
const keys = [{ id: 'a', key }]
const place = { namespace: 'n', key: 'k' }
const cryptoKey = (length: number, ...usages: KeyUsage[]) =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length }, false, usages)

/** The stored bytes of a value. */
async function stored(value: unknown, options: EncryptedOptions = { keys }): Promise<Uint8Array> {
  const { B = new Uint8Array() } = await encrypted(json, options).encode(value, place)
  return B
}

const read = (B: Uint8Array, at = place, options: EncryptedOptions = { keys }) =>
  encrypted(json, options).decode({ B }, at)

describe('encrypted(…)', () => {
  test('is named after what it wraps, compresses no more, and takes nothing else for its own', () => {
    const serializer = encrypted(gzip(json), { keys })
    expect(serializer).toMatchObject({ encoding: 'json+gzip+aes256gcm', compress: false, readsOthers: false })
    expect(serializer.inner).toBeUndefined()
    expect(gzip(serializer)).toMatchObject({ encoding: 'json+gzip+aes256gcm+gzip', readsOthers: false })
  })

  test('keeps the type of what is inside', async () => {
    const large = { text: 'x'.repeat(5_000) }
    for (const value of [1.5, 'text', null, large]) {
      for (const serializer of [
        encrypted(json, { keys }),
        encrypted(gzip(json), { keys }),
        gzip(encrypted(json, { keys })),
        encrypted(document, { keys }),
        encrypted(encrypted(json, { keys }), { keys }),
      ]) {
        expect(await serializer.decode(await serializer.encode(value, place), place)).toEqual(value)
      }
    }
    const binary = encrypted(bytes, { keys })
    const texts = encrypted(text, { keys })
    expect(await binary.decode(await binary.encode(key, place), place)).toEqual(key)
    expect(await texts.decode(await texts.encode('\u{feff}é', place), place)).toBe('\u{feff}é')
  })

  test('compressed before it is encrypted, a value takes less room', async () => {
    const { B } = await encrypted(gzip(json), { keys }).encode('x'.repeat(100_000), place)
    expect(B?.byteLength).toBeLessThan(1_000)
  })

  test('is what the specification says, byte for byte', async () => {
    const head = Buffer.concat([Buffer.of(1, 3), Buffer.from('é1')])
    const written = Buffer.from(await stored({ a: 1 }, { keys: [{ id: 'é1', key }] }))
    expect(written.subarray(0, 5)).toEqual(head)
    const texts = ['json+aes256gcm', 'n', 'k'].flatMap((text) => [Buffer.of(0, 0, 0, text.length), Buffer.from(text)])
    const cipher = createCipheriv('aes-256-gcm', key, written.subarray(5, 17))
    cipher.setAAD(Buffer.concat([head, ...texts]))
    const sealed = Buffer.concat([cipher.update('S{"a":1}'), cipher.final(), cipher.getAuthTag()])
    expect(hex(written.subarray(17))).toBe(hex(sealed))
  })

  test('no two writes are the same', async () => {
    const [one, two] = [await stored('value'), await stored('value')]
    expect(hex(one.subarray(3, 15))).not.toBe(hex(two.subarray(3, 15)))
    expect(hex(one)).not.toBe(hex(two))
  })

  test('the first key writes, and all of them read', async () => {
    const old = await stored('old')
    const rotated = { keys: [{ id: 'b', key: otherKey }, ...keys] }
    expect(await read(old, place, rotated)).toBe('old')
    const now = await stored('new', rotated)
    expect(String.fromCharCode(now[2] ?? 0)).toBe('b')
    expect(await read(now, place, rotated)).toBe('new')
    await expect(read(now)).rejects.toThrow(new TypeError("encrypted with the key 'b', which is not among keys"))
  })

  test('a CryptoKey is taken as it is, an old one also if it may only decrypt', async () => {
    const writer = [{ id: 'a', key: await cryptoKey(256, 'encrypt', 'decrypt') }]
    expect(await read(await stored('value', { keys: writer }), place, { keys: writer })).toBe('value')
    const raw = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
    const reader = {
      keys: [
        { id: 'b', key: otherKey },
        { id: 'a', key: raw },
      ],
    }
    expect(await read(await stored('value'), place, reader)).toBe('value')
  })

  test('bytes of a key are copied, so they may be wiped', async () => {
    const own = new Uint8Array(key)
    const serializer = encrypted(json, { keys: [{ id: 'a', key: own }] })
    own.fill(0)
    expect(await read((await serializer.encode('value', place)).B ?? own)).toBe('value')
  })

  test('another key of that id, another place and every changed byte is noticed', async () => {
    const written = await stored({ secret: 'value' })
    const closed = /^the key 'a' does not open it/
    await expect(read(written, place, { keys: [{ id: 'a', key: otherKey }] })).rejects.toThrow(closed)
    await expect(read(written, { ...place, key: 'other' })).rejects.toThrow(closed)
    await expect(read(written, { ...place, namespace: 'other' })).rejects.toThrow(closed)
    // What is bound cannot be shifted from one text to the next.
    await expect(read(written, { namespace: 'nk', key: '' })).rejects.toThrow(closed)
    const texts = encrypted(text, { keys })
    await expect(texts.decode({ B: written }, place)).rejects.toThrow(closed)
    for (let index = 0; index < written.length; index++) {
      const changed = new Uint8Array(written)
      changed[index] = 1 ^ (changed[index] ?? 0)
      await expect(read(changed), `byte ${index}`).rejects.toThrow(TypeError)
    }
    for (let length = 0; length < written.length; length++) {
      await expect(read(written.subarray(0, length)), `of length ${length}`).rejects.toThrow(TypeError)
    }
    expect(await read(written)).toEqual({ secret: 'value' })
  })

  test('what is not encrypted, or in a later way, is refused by name', async () => {
    const serializer = encrypted(json, { keys })
    await expect(serializer.decode({ S: '"plain"' }, place)).rejects.toThrow('not encrypted')
    await expect(serializer.decode({ B: Uint8Array.of(2, 0) }, place)).rejects.toThrow('in a way that this version')
  })

  test('a bad option is a TypeError that names it and shows no key', async () => {
    const short = key.subarray(1)
    const bad: [unknown, RegExp][] = [
      [undefined, /the options of encrypted must be an object/],
      [{}, /keys must be an array of { id, key }, not empty/],
      [{ keys: [] }, /keys must be an array/],
      [{ keys: { a: key } }, /keys must be an array/],
      [{ keys, current: 'a' }, /encrypted has no option 'current'; it has keys/],
      [{ keys: [null] }, /keys\[0\]\.id must be a string of 1 to 255 bytes/],
      [{ keys: [{ key }] }, /keys\[0\]\.id must be/],
      [{ keys: [{ id: '', key }] }, /keys\[0\]\.id must be/],
      [{ keys: [{ id: '\ud800', key }] }, /keys\[0\]\.id must be/],
      [{ keys: [...keys, { id: 'é'.repeat(128), key }] }, /keys\[1\]\.id must be/],
      [{ keys: [...keys, { id: 'a', key: otherKey }] }, /keys\[1\]\.id is that of keys\[0\]/],
      [{ keys: [{ id: 'a' }] }, /keys\[0\]\.key must be 32 bytes, or an AES-GCM CryptoKey of 256 bits to encrypt and/],
      [{ keys: [{ id: 'a', key: 'a password that is much too short' }] }, /keys\[0\]\.key must be 32 bytes/],
      [{ keys: [{ id: 'a', key: short }] }, /keys\[0\]\.key must be 32 bytes/],
      [{ keys: [{ id: 'a', key: await cryptoKey(128, 'encrypt', 'decrypt') }] }, /keys\[0\]\.key must be 32 bytes/],
      [{ keys: [{ id: 'a', key: await cryptoKey(256, 'decrypt') }] }, /keys\[0\]\.key must be 32 bytes/],
      [{ keys: [...keys, { id: 'b', key: await cryptoKey(256, 'encrypt') }] }, /keys\[1\]\.key .* to decrypt$/],
    ]
    for (const [options, message] of bad) {
      expect(() => encrypted(json, options as EncryptedOptions)).toThrow(TypeError)
      expect(() => encrypted(json, options as EncryptedOptions)).toThrow(message)
      expect(() => encrypted(json, options as EncryptedOptions)).not.toThrow(/password|\d+,\d+/)
    }
  })
})
