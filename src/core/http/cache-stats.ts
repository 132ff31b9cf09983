import type { Operation, Transport } from '../transport.ts'
import type { CacheProperties } from './responses.ts'
import type { StoredResponse } from './stored-response.ts'

/** What sessions did with a cache, in this process, since it was made or `resetStats` was called. */
export interface CacheStatistics {
  /** Answers from the table that did not wait for the origin, or that stood in for it when it failed. */
  readonly hits: number
  /** Answers of the origin, and 504s of `only-if-cached`. */
  readonly misses: number
  /** Answers from the table that the origin confirmed first, by a 304. */
  readonly revalidated: number
  /** Answers that another request of this process brought. */
  readonly collapsed: number
  /** The number of `hits` that were stale. */
  readonly stale: number
  /** The numbers of reads and writes of the table that failed or were too late; the requests went on without. */
  readonly errors: { readonly read: number; readonly write: number }
  /** Bytes of bodies in `hits` and `revalidated`, decoded. */
  readonly bytesServed: number
  /** Milliseconds that the origin took for the responses that `hits` served without asking it. */
  readonly savedMs: number
  /** Requests to DynamoDB by operation, as this cache sent them; a transport may need several attempts for one. */
  readonly requests: Readonly<Partial<Record<Operation, number>>>
  /** Read units that these consumed, as far as the transport tells. */
  readonly readUnits: number
  /** Write units that these consumed, as far as the transport tells. */
  readonly writeUnits: number
}

type Counts<T = CacheStatistics> = { -readonly [Name in keyof T]: T[Name] extends object ? Counts<T[Name]> : T[Name] }

const newCounts = (): Counts => ({
  ...{ hits: 0, misses: 0, revalidated: 0, collapsed: 0, stale: 0 },
  ...{ errors: { read: 0, write: 0 }, bytesServed: 0, savedMs: 0 },
  ...{ requests: {}, readUnits: 0, writeUnits: 0 },
})

/** Counts what a cache does. */
export class CacheStats {
  #counts = newCounts()

  read(): CacheStatistics {
    return structuredClone(this.#counts)
  }

  reset(): void {
    this.#counts = newCounts()
  }

  /** An answer of a session, and the stored response that was there for it. */
  answered(
    { fromCache, revalidated, isStale, cacheStatus, body, status, headers }: Response & CacheProperties,
    stored: (StoredResponse & { readonly body: Uint8Array }) | undefined,
  ): void {
    const counts = this.#counts
    if (!fromCache) counts.misses++
    else if (cacheStatus.includes('; collapsed')) counts.collapsed++
    else {
      if (revalidated) counts.revalidated++
      else counts.hits++
      if (isStale) counts.stale++
      if (body)
        counts.bytesServed += status === 206 ? Number(headers.get('content-length')) : (stored?.body.byteLength ?? 0)
      if (stored && cacheStatus.startsWith('dynadict; hit')) counts.savedMs += stored.responseTime - stored.requestTime
    }
  }

  failed(what: 'read' | 'write'): void {
    this.#counts.errors[what]++
  }

  /** The same transport, with its requests counted and the units they consume asked for. */
  counted(transport: Transport): Transport {
    return {
      timeoutMs: transport.timeoutMs,
      send: async (operation, input, options) => {
        const counts = this.#counts
        const sent: Partial<Record<Operation, number>> = counts.requests
        sent[operation] = (sent[operation] ?? 0) + 1
        const isOfItems = /Item|Query/.test(operation)
        const asking = isOfItems ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input
        const output = await transport.send(operation, asking, options)
        // Batches have a list of it.
        const { ConsumedCapacity: consumed = [] } = output as { ConsumedCapacity?: Consumed | Consumed[] }
        for (const { CapacityUnits = 0 } of [consumed].flat())
          counts[/Get|Query/.test(operation) ? 'readUnits' : 'writeUnits'] += CapacityUnits
        return output
      },
      ...(transport.close && { close: () => transport.close?.() }),
    }
  }
}

interface Consumed {
  readonly CapacityUnits?: number
}
