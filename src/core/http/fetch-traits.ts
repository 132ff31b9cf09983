import type { ConnectionOptions } from '../connection.ts'
import type { CacheMode } from './cache-mode.ts'

/** Where the `fetch` of a runtime departs from the others'. */
export interface FetchTraits {
  /** Content codings that it decodes while it leaves their header on the response. */
  readonly decodedCodings: readonly string[]
  /**
   * Whether it is a page's: its cache is private unless it is told otherwise, and it hides redirects, what the browser adds
   * to requests, and most headers of other origins.
   */
  readonly isPage: boolean
  /** Request fields that it adds where the caller sets none, by name in lower case: they may select responses (RFC 9111 §4.1). */
  readonly addedHeaders: Readonly<Record<string, string>>
  /** The cache mode that keeps it from adding headers or a cache of its own, if it takes any. */
  readonly cacheMode: CacheMode | undefined
  /** The namespace of a private cache that is given none; throws where none can be told. */
  readonly privateNamespace?: (options: ConnectionOptions) => string
}
