/** What is worth knowing and not worth an exception; handed to `onEvent`. */
export type DynadictEvent =
  /** A write found the table missing and made it. A mistyped Region or name shows itself here. */
  | { readonly type: 'table-created'; readonly table: string }
  /** The table's clean-up of expired items is not on; expiry stays exact, but expired items are not removed. */
  | { readonly type: 'ttl-unavailable'; readonly table: string; readonly reason: string }
  /** Chunks of a value that was replaced or removed could not be handed to the clean-up; `vacuum` removes them. */
  | { readonly type: 'chunks-left'; readonly table: string; readonly key: string; readonly error: unknown }
  /** The HTTP cache could not be read in time or at all; the request went to the origin. */
  | { readonly type: 'cache-read-failed'; readonly key: string; readonly error: unknown }
  /** A response that was served stale could not be validated behind its use; the next request tries again. */
  | { readonly type: 'revalidation-failed'; readonly key: string; readonly error: unknown }
  /** A response could not be stored; the caller has it all the same. */
  | { readonly type: 'cache-write-failed'; readonly key: string; readonly error: unknown }

/** Told of a {@link DynadictEvent}. What it throws is ignored. */
export type OnEvent = (event: DynadictEvent) => void

/** A listener whose own failures end with it: they may not fail the work that it is told of. */
export const safeListener =
  <Told extends unknown[]>(listener: ((...told: Told) => void) | undefined): ((...told: Told) => void) =>
  (...told) => {
    const telling = async () => listener?.(...told)
    // There is no one left to tell of its failure.
    telling().catch(() => undefined)
  }
