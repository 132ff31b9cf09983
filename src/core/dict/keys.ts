import { isWellFormed, utf8Length } from '../utf8.ts'

/** Partitions that dynadict keeps for itself begin so; no namespace may. */
export const reservedPrefix = '~dynadict/'

const maxBytes = 1_024

function checkName(value: unknown, what: string): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string`)
  if (value === '') throw new RangeError(`${what} must not be empty`)
  if (!isWellFormed(value)) throw new RangeError(`${what} holds a lone surrogate, which UTF-8 cannot say`)
  if (value.length * 3 > maxBytes && utf8Length(value) > maxBytes) {
    throw new RangeError(`${what} must be at most ${maxBytes} bytes of UTF-8; it has ${utf8Length(value)}`)
  }
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
