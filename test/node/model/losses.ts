import type { Input, Item, Operation, Output, RequestOptions, Transport } from '../../../src/core/transport.ts'

/** What is kept beside the items: chunks, their records, and how many shards there are. */
const isBeside = /\/(chunks\/.+|blobs|shards)$/

/** A transport that counts the writes of an item that had no answer. */
export class Losses implements Transport {
  readonly #transport: Transport
  readonly #counts = new Map<string, number>()
  /** Whether any write of an item went without an answer. */
  isAny = false

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** How often the item of one value in chunks had no answer, of the value for which that was most often. */
  get mostInChunks(): number {
    return Math.max(0, ...this.#counts.values())
  }

  /** Begins to count anew. */
  begin(): void {
    this.isAny = false
    this.#counts.clear()
  }

  async send<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O>> {
    const { Item, Key } = input as { Item?: Item; Key?: Item }
    const { namespace, key } = Item ?? Key ?? {}
    if (operation === 'GetItem' || !key?.S || isBeside.test(`${namespace?.S}`)) {
      return this.#transport.send(operation, input, options)
    }
    const name = key.S
    return this.#transport.send(operation, input, {
      ...options,
      onUnanswered: (error) => {
        this.isAny = true
        if (Item?.blob) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
        options?.onUnanswered?.(error)
      },
    })
  }
}
