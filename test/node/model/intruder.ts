import type { Input, Operation, Output, RequestOptions, Transport } from '../../../src/core/transport.ts'

/** A transport on which another writer comes between the requests of a call. */
export class Intruder implements Transport {
  readonly #transport: Transport
  #before = Infinity
  #act: () => Promise<void> = async () => {}

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Lets a call happen; another writer acts before its request of this number. Resolves with what came of the call. */
  async during<T>(request: number, act: () => Promise<void>, call: () => Promise<T>): Promise<T> {
    this.#before = request
    this.#act = act
    try {
      return await call()
    } finally {
      this.#before = Infinity
    }
  }

  async send<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O>> {
    if (--this.#before === 0) await this.#act()
    return this.#transport.send(operation, input, options)
  }
}
