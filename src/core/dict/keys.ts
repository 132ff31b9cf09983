import { isWellFormed, loneSurrogate, utf8Length } from '../utf8.ts'

/** Partitions that dynadict keeps for itself begin so; no namespace may. */
export const reservedPrefix = '~dynadict/'

/**
 * A partition that dynadict keeps for a namespace, beside the namespace's own. The length in front, in bytes, is what keeps
 * any two namespaces apart here: none begins another's, whatever is in them.
 */
export const reservedPartition = (namespace: string, name: string): string =>
  `${reservedPrefix}${utf8Length(namespace)}:${namespace}/${name}`

/** DynamoDB's own limit for a sort key. */
export const maxKeyBytes = 1_024

function checkName(value: unknown, what: string): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string`)
  const bytes = utf8Length(value)
  if (bytes === 0 || bytes > maxKeyBytes)
    throw new RangeError(`${what} must be 1 to ${maxKeyBytes} bytes; it has ${bytes}`)
  if (!isWellFormed(value)) throw new RangeError(`${what} ${loneSurrogate}`)
}

/** A key is 1 to 1,024 bytes of well-formed UTF-8: DynamoDB's own limit for a sort key. */
export function checkKey(key: unknown): asserts key is string {
  checkName(key, 'the key')
}

/** A namespace is like a key, and does not begin with `~dynadict/`. */
export function checkNamespace(namespace: unknown): asserts namespace is string {
  checkName(namespace, 'namespace')
  if (namespace.startsWith(reservedPrefix)) throw new RangeError(`namespace must not begin with '${reservedPrefix}'`)
}

/**
 * The partition keys over which a namespace is spread. Everything that reads a range works over `all` of them, merged in
 * key order; everything that names a key asks `of`.
 */
export interface Partitions {
  readonly all: readonly string[]
  of(key: string): string
}

/** A namespace in one partition of its own name. */
export const singlePartition = (namespace: string): Partitions => ({ all: [namespace], of: () => namespace })
