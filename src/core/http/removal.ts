import { deleteSeen } from '../dict/delete-seen.ts'
import { headOf, listHeads } from '../dict/list-heads.ts'
import { type Write, writeBatches } from '../dict/many-keys.ts'
import { bytes } from '../dict/serializers/bytes.ts'
import { safeListener } from '../events.ts'
import { inParallel } from '../parallel.ts'
import { drain, type Source } from '../source.ts'
import type { Item } from '../transport.ts'
import type { DynamoDbCache } from './cache.ts'
import { type Seen, seenFrom } from './stored-entries.ts'
import { type InvalidatedMeta, markSeconds, type StoredMeta } from './stored-response.ts'

/** Removals by key that are told of together. */
const slabSize = 500

/** So many removed keys are remembered until the redirects that lead to them are looked for. */
const rememberedKeys = 50_000

export interface RemovalOptions {
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((removed: number) => void) | undefined
  /** Whether the stored redirects that lead to what is removed go, too. */
  readonly withHops: boolean
}

/** Stored responses on their way out, and after them the redirects that lead to them. */
export class Removal {
  /** How many responses are removed. */
  count = 0
  readonly #cache: DynamoDbCache
  readonly #options: RemovalOptions
  readonly #tell: (removed: number) => void
  #gone = new Set<string>()

  constructor(cache: DynamoDbCache, options: RemovalOptions) {
    this.#cache = cache
    this.#options = options
    this.#tell = safeListener(options.onProgress)
  }

  /** Removes by key, in batches; what is under way under a key stays out where each of them leaves a mark. */
  async byKey(keys: Source<string>, leavesMarks = false): Promise<void> {
    const slab = new Set<string>()
    const removeSlab = async () => {
      const removed = [...slab]
      slab.clear()
      if (removed.length === 0) return
      if (leavesMarks) await this.#markAll(removed)
      else await this.#cache.responses.deleteMany(removed, { signal: this.#options.signal })
      await this.#note(removed)
    }
    await drain(keys, this.#options.signal, async (key) => {
      if (!this.#gone.has(key)) slab.add(key)
      if (slab.size >= slabSize) await removeSlab()
    })
    await removeSlab()
  }

  /** Leaves a mark under a key, whatever is there, as an invalidation does; a missing table is not made for it. */
  async mark(key: string): Promise<void> {
    const store = this.#cache.responses['~items']
    const { table } = store
    const { signal } = this.#options
    const input = { TableName: table.name, Item: await this.#markOf(key), ReturnValues: 'ALL_OLD' as const }
    const old = (await table.read('PutItem', input, { signal }))?.Attributes
    const head = old && headOf<StoredMeta>(store, old)
    if (!head?.isLive) return
    if (seenFrom(head)) await this.#note([key])
    // It may be this mark itself, where the first answer was lost: what was there before, and led there, is not known.
    else this.#gone.add(key)
  }

  async #markAll(keys: readonly string[]): Promise<void> {
    const { table, concurrency } = this.#cache.responses['~items']
    const writes = keys.map(async (key): Promise<Write> => ({ PutRequest: { Item: await this.#markOf(key) } }))
    const { signal } = this.#options
    await writeBatches(table, await Promise.all(writes), { as: 'read', concurrency, signal })
  }

  #markOf(key: string): Promise<Item> {
    const store = this.#cache.responses['~items']
    const meta: InvalidatedMeta = { invalidated: store.table.clock.now() }
    const { signal } = this.#options
    return store.newItem(key, { B: new Uint8Array() }, bytes.encoding, { meta, ttl: markSeconds, signal })
  }

  /** Removes each in the version that was seen, so that nothing is lost that was stored meanwhile. */
  async asSeen(source: Source<Seen>): Promise<void> {
    const { signal } = this.#options
    const store = this.#cache.responses['~items']
    await inParallel(source, store.concurrency, async ({ head }) => {
      if (await deleteSeen(store, head, { signal })) await this.#note([head.key])
    })
  }

  /** Forgets the redirects that lead to what was removed. */
  async end(): Promise<void> {
    if (this.#gone.size === 0) return
    const gone = this.#gone
    this.#gone = new Set()
    const { signal, withHops } = this.#options
    const store = this.#cache.redirects['~items']
    const hops: string[] = []
    const leading = this.#redirectsTo(gone)
    await inParallel(leading, store.concurrency, async (head) => {
      if (withHops && !gone.has(head.key)) hops.push(head.key)
      await deleteSeen(store, head, { signal })
    })
    if (hops.length === 0) return
    await this.#cache.responses.deleteMany(hops, { signal })
    this.count += hops.length
    this.#tell(this.count)
  }

  async *#redirectsTo(gone: ReadonlySet<string>) {
    const { signal } = this.#options
    for await (const head of listHeads(this.#cache.redirects['~items'], { withText: true, signal }))
      if (gone.has(head.key) || gone.has(head.text ?? '')) yield head
  }

  async #note(keys: readonly string[]): Promise<void> {
    this.count += keys.length
    for (const key of keys) this.#gone.add(key)
    this.#tell(this.count)
    if (this.#gone.size >= rememberedKeys) await this.end()
  }
}
