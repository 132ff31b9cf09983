import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkKey, maxChunks, recordKey } from '../../../../src/core/dict/chunks.ts'
import { checkNamespace, reservedPartition } from '../../../../src/core/dict/keys.ts'
import { shardsOf } from '../../../../src/core/dict/shards.ts'
import { utf8 } from '../../../../src/core/utf8.ts'

const id = '0123456789abcdef'.repeat(2)

/** Every partition that a dict of this namespace may use. */
const partitionsOf = (namespace: string): string[] => [
  ...shardsOf(namespace, 64).all,
  reservedPartition(namespace, 'shards'),
  recordKey(namespace, id).namespace?.S ?? '',
  ...[0, 1, maxChunks - 1].map((index) => chunkKey(namespace, id, index).namespace?.S ?? ''),
]

const isNamespace = (name: string) => {
  try {
    checkNamespace(name)
    return true
  } catch {
    return false
  }
}

const fragments = ['~dynadict', '~', '/', ':', '5', '12', 'a', 'b', '/chunks/', '/blobs', '/shards', id, '*', '${', 'é', 'é', '😀', ' ', '\0'] // biome-ignore format: one line
const fragment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...fragments) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
)
const anyNamespace = fc
  .array(fragment, { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))
  .filter(isNamespace)

/** Another namespace that looks like what dynadict keeps for the first one. */
const lookAlike = (namespace: string) =>
  fc.oneof(
    anyNamespace,
    anyNamespace.map((other) => namespace + other),
    anyNamespace.map((other) => other + namespace),
    fc.constantFrom(...partitionsOf(namespace)).map((partition) => partition.replace('~dynadict/', '')),
    fc.constantFrom(...partitionsOf(namespace)).map((partition) => partition.replace('/', '')),
    fc.constant(`${utf8(namespace).byteLength}:${namespace}`),
    fc.constant(namespace.normalize('NFD')),
  )

const pairs = anyNamespace
  .chain((one) => lookAlike(one).map((other) => [one, other] as const))
  .filter(([one, other]) => one !== other && isNamespace(other))

test('no two namespaces share a partition, nor does one begin what is kept for another', () => {
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const own = new Set(partitionsOf(one))
      for (const partition of partitionsOf(other)) {
        expect(own.has(partition)).toBe(false)
        expect(partition.startsWith(reservedPartition(one, ''))).toBe(false)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('the partitions of one namespace are all different', () => {
  fc.assert(
    fc.property(anyNamespace, (namespace) => {
      const partitions = partitionsOf(namespace)
      expect(new Set(partitions).size).toBe(partitions.length)
    }),
  )
})

test('the longest namespace leaves room for what is kept beside it, in a partition key of 2,048 bytes', () => {
  for (const namespace of ['x'.repeat(1_024), 'é'.repeat(512), '😀'.repeat(256)]) {
    checkNamespace(namespace)
    for (const partition of partitionsOf(namespace)) expect(utf8(partition).byteLength).toBeLessThanOrEqual(1_100)
  }
})
