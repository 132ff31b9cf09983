import { deleteSeen } from '../dict/delete-seen.ts'
import { listHeads } from '../dict/list-heads.ts'
import { safeListener } from '../events.ts'
import { inParallel } from '../parallel.ts'
import { drain, type Source } from '../source.ts'
import type { DynamoDbCache } from './cache.ts'
import type { Seen } from './stored-entries.ts'

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

  /** Removes by key, in batches. */
  async byKey(keys: Source<string>): Promise<void> {
    const slab = new Set<string>()
    await drain(keys, this.#options.signal, async (key) => {
      if (!this.#gone.has(key)) slab.add(key)
      if (slab.size >= slabSize) await this.#removeSlab(slab)
    })
    await this.#removeSlab(slab)
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

  async #removeSlab(slab: Set<string>): Promise<void> {
    const keys = [...slab]
    slab.clear()
    if (keys.length === 0) return
    await this.#cache.responses.deleteMany(keys, { signal: this.#options.signal })
    await this.#note(keys)
  }

  async #note(keys: readonly string[]): Promise<void> {
    this.count += keys.length
    for (const key of keys) this.#gone.add(key)
    this.#tell(this.count)
    if (this.#gone.size >= rememberedKeys) await this.end()
  }
}
