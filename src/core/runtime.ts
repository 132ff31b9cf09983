import type { ConnectionOptions } from './connection.ts'
import type { CacheMode } from './http/cache-mode.ts'
import type { Transport } from './transport.ts'

/** The type of the global `fetch`. */
export type Fetch = typeof globalThis.fetch

/** What a JavaScript runtime brings to the core: its way to DynamoDB, its `fetch`, and where that departs from the others'. */
export interface Runtime {
  readonly name: string
  /** Makes the transport that the options ask for. Throws on a bad option; does no I/O. */
  connect(options: ConnectionOptions): Transport
  /** The runtime's own `fetch`, looked up when it is called. */
  readonly fetch: Fetch
  /** Content codings that `fetch` decodes while it leaves their header on the response. */
  readonly decodedCodings: ReadonlySet<string>
  /** Whether `redirect: 'manual'` shows where a redirect leads, as it does everywhere but in pages. */
  readonly hopsVisible: boolean
  /** Whether a cache is one for many users unless it is told otherwise. */
  readonly shared: boolean
  /** Whether one request may wait for a promise that another one made, as it may everywhere but in Workers. */
  readonly sharesPromises: boolean
  /** The cache mode that keeps `fetch` from adding headers or a cache of its own, if it takes any. */
  readonly cacheMode: CacheMode | undefined
}

/** The core by itself: it takes a transport as it is, and has no `fetch`. */
export const noRuntime: Runtime = {
  name: 'none',
  connect: ({ transport }) => {
    if (typeof transport === 'object' && !('middlewareStack' in transport)) return transport
    throw new TypeError('transport must be an object with a send method')
  },
  fetch: () => Promise.reject(new TypeError('there is no fetch here')),
  decodedCodings: new Set(),
  hopsVisible: true,
  shared: true,
  sharesPromises: true,
  cacheMode: undefined,
}
