import type { AttributeValue } from '../../transport.ts'

/** Where a value is kept: what a serializer may bind it to. */
export interface Place {
  /** The dict's. */
  readonly namespace: string
  /** The key of the item. */
  readonly key: string
}

/**
 * How a dict writes its values. `encoding` is stored beside each value, so that reading it with another serializer is an
 * error and not a wrong value.
 *
 * @example
 * const upperCase: Serializer<string> = {
 *   encoding: 'upper',
 *   encode: (value) => ({ S: value.toUpperCase() }),
 *   decode: (attribute) => attribute.S ?? '',
 * }
 */
export interface Serializer<V> {
  /** The name under which values are stored, such as `'json'`. */
  readonly encoding: string
  /** Returns the attribute to store; throws a `TypeError` on a value that it cannot give back as it is. */
  readonly encode: (value: V, place: Place) => AttributeValue | Promise<AttributeValue>
  /** Returns the value of a stored attribute; whatever it throws becomes a `DecodeError`. */
  readonly decode: (attribute: AttributeValue, place: Place) => V | Promise<V>
  /** Whether what it writes may get smaller by compression. Default `true`. */
  readonly compress?: boolean | undefined
  /** Whether what others wrote, without `encoding`, is read by the type of its value. Default `true`. */
  readonly readsOthers?: boolean | undefined
  /** Another serializer, whose items are readable too: what `gzip` wraps. Default: none. */
  readonly inner?: Serializer<V> | undefined
}
