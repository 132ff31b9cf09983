import type { CacheMode } from './cache-mode.ts'

/** Where the `fetch` of a runtime departs from the others'. */
export interface FetchTraits {
  /** Content codings that it decodes while it leaves their header on the response. */
  readonly decodedCodings: readonly string[]
  /** Whether `redirect: 'manual'` shows where a redirect leads, as it does everywhere but in pages. */
  readonly hopsVisible: boolean
  /** Whether a cache is one for many users unless it is told otherwise. */
  readonly shared: boolean
  /** The cache mode that keeps it from adding headers or a cache of its own, if it takes any. */
  readonly cacheMode: CacheMode | undefined
}
