import type { ConnectionOptions } from './connection.ts'
import type { Transport } from './transport.ts'

/** The type of the global `fetch`. */
export type Fetch = typeof globalThis.fetch

/** What a JavaScript runtime brings to the core. */
export interface Runtime {
  /** Makes the transport that the options ask for, once they are checked; options of others are passed over. Does no I/O. */
  connect(options: ConnectionOptions): Transport
  /** The runtime's own `fetch`, looked up when it is called. */
  readonly fetch: Fetch
  /** Whether what `fetch` rejected with says that no connection was made. Default: nothing does. */
  readonly isUnsent?: (cause: unknown) => boolean
  /** Whether one request may wait for a promise that another one made, as it may everywhere but in Workers. */
  readonly sharesPromises: boolean
  /** How many batches are under way at once unless an option says so. Default 8. */
  readonly concurrency?: number
}
