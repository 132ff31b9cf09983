import type { ListOptions } from '../../../src/core/dict/options.ts'

/** What an operation fails with: an error's `code`, or its name where it has none. */
export class Failure extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

interface Stored {
  readonly value: unknown
  readonly meta: object
  readonly expires: number
  readonly version: string
}

interface Options {
  readonly ttl?: number | 'never' | Date
  readonly ifAbsent?: boolean
  readonly ifPresent?: boolean
  readonly ifVersion?: string
}

/** What a dict should be: a plain Map, with expiry. It holds what has expired until that is replaced or removed, as a table does. */
export class ModelDict {
  readonly #ttl: number | 'never'
  #items = new Map<string, Stored>()
  #versions = 0
  now: number

  constructor(now: number, ttl: number | 'never') {
    this.now = now
    this.#ttl = ttl
  }

  copy(): ModelDict {
    const copy = new ModelDict(this.now, this.#ttl)
    copy.#items = new Map(this.#items)
    copy.#versions = this.#versions
    return copy
  }

  #live(key: string): Stored | undefined {
    const item = this.#items.get(key)
    return item && item.expires > this.now ? item : undefined
  }

  #expiry(ttl: Options['ttl'] = this.#ttl): number {
    if (ttl === 'never') return Infinity
    return ttl instanceof Date ? Math.max(this.now, Number(ttl)) : this.now + ttl * 1_000
  }

  #put(key: string, value: unknown, options: Options, kept?: Stored): string {
    if (Number.isNaN(value)) throw new Failure('TypeError')
    const version = `v${++this.#versions}`
    const expires = kept && options.ttl === undefined ? kept.expires : this.#expiry(options.ttl)
    this.#items.set(key, { value, meta: kept?.meta ?? {}, expires, version })
    return version
  }

  /** @throws {Failure} when the live item is not as asked. */
  #check(key: string, { ifAbsent, ifPresent, ifVersion }: Options): void {
    const item = this.#live(key)
    const isMet =
      (!ifAbsent || !item) && (!ifPresent || item) && (ifVersion === undefined || item?.version === ifVersion)
    if (!isMet) throw new Failure('CONDITION_FAILED')
  }

  #change(key: string, changed: Partial<Stored>): boolean {
    const item = this.#live(key)
    if (item) this.#items.set(key, { ...item, ...changed, version: `v${++this.#versions}` })
    return item !== undefined
  }

  get(key: string): unknown {
    return this.#live(key)?.value
  }

  has(key: string): boolean {
    return this.#live(key) !== undefined
  }

  getEntry(key: string) {
    const item = this.#live(key)
    if (!item) return undefined
    const { value, meta, version } = item
    return { key, value, meta, version, expiresAt: this.expiresAt(key), size: 0 }
  }

  expiresAt(key: string): Date | 'never' | undefined {
    const item = this.#live(key)
    return item && (item.expires === Infinity ? 'never' : new Date(item.expires))
  }

  set(key: string, value: unknown, options: Options): string {
    if (Number.isNaN(value)) throw new Failure('TypeError')
    this.#check(key, options)
    return this.#put(key, value, options)
  }

  replace(key: string, value: unknown, options: Options): string {
    return this.set(key, value, options.ifVersion === undefined ? { ...options, ifPresent: true } : options)
  }

  update(key: string, change: (value: unknown) => unknown, options: Options): unknown {
    const item = this.#live(key)
    const value = change(item?.value)
    this.#put(key, value, options, item)
    return value
  }

  increment(key: string, by: number, options: Options): number {
    if (!Number.isSafeInteger(by)) throw new Failure('TypeError')
    const item = this.#live(key)
    if (!item) {
      this.#put(key, by, options)
      return by
    }
    const { value } = item
    // What DynamoDB cannot hold as a number is kept as text.
    const isNumber =
      typeof value === 'number' && (value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126))
    if (!isNumber) throw new Failure('DECODE')
    const sum = value + by
    // That of a fraction may be beyond by less than its rounding.
    const room = Number.MAX_SAFE_INTEGER - Math.abs(by)
    const isAway = value * by > 0
    if (Math.abs(value) > (isAway ? room : Number.MAX_SAFE_INTEGER)) throw new Failure('RangeError')
    this.#change(key, { value: sum })
    return sum
  }

  touch(key: string, ttl?: Options['ttl']): boolean {
    return this.#change(key, { expires: this.#expiry(ttl) })
  }

  persist(key: string): boolean {
    return this.touch(key, 'never')
  }

  patchMeta(key: string, meta: object, { ifVersion }: Options): string {
    this.#check(key, { ifPresent: true, ...(ifVersion !== undefined && { ifVersion }) })
    this.#change(key, { meta })
    return `v${this.#versions}`
  }

  delete(key: string, { ifVersion }: Options): boolean {
    if (ifVersion !== undefined) this.#check(key, { ifVersion })
    const isLive = this.has(key)
    this.#items.delete(key)
    return isLive
  }

  pop(key: string): unknown {
    const value = this.get(key)
    this.#items.delete(key)
    return value
  }

  popItem(): [string, unknown] | undefined {
    const [first] = this.entries({})
    if (first) this.#items.delete(first[0])
    return first
  }

  getOrInsert(key: string, value: unknown, options: Options): unknown {
    const item = this.#live(key)
    if (item) return item.value
    this.#put(key, value, options)
    return value
  }

  getMany(keys: readonly string[]): Map<string, unknown> {
    return new Map(keys.filter((key) => this.has(key)).map((key) => [key, this.get(key)]))
  }

  setMany(entries: readonly (readonly [string, unknown])[], options: Options): void {
    if (entries.some(([, value]) => Number.isNaN(value))) throw new Failure('TypeError')
    for (const [key, value] of entries) this.#put(key, value, options)
  }

  deleteMany(keys: readonly string[]): void {
    for (const key of keys) this.#items.delete(key)
  }

  #inRange({ prefix = '', from = '', to }: ListOptions): string[] {
    const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
    const isIn = (key: string) =>
      key.startsWith(prefix) && compare(key, from) >= 0 && (to === undefined || compare(key, to) < 0)
    return [...this.#items.keys()].filter(isIn).sort(compare)
  }

  keys(options: ListOptions): string[] {
    const live = this.#inRange(options).filter((key) => this.has(key))
    return (options.reverse ? live.reverse() : live).slice(0, options.limit)
  }

  values(options: ListOptions): unknown[] {
    return this.keys(options).map((key) => this.get(key))
  }

  entries(options: ListOptions): [string, unknown][] {
    return this.keys(options).map((key) => [key, this.get(key)])
  }

  metas(options: ListOptions): [string, object][] {
    return this.keys(options).map((key) => [key, this.#live(key)?.meta ?? {}])
  }

  page({ cursor, limit = 100, ...range }: ListOptions & { cursor?: string | undefined }) {
    const all = this.entries(range)
    const start = cursor === undefined ? 0 : all.findIndex(([key]) => key === cursor) + 1
    const items = all.slice(start, start + limit)
    return { items, cursor: items[limit - 1]?.[0] }
  }

  size(range: ListOptions): number {
    return this.keys(range).length
  }

  isEmpty(range: ListOptions): boolean {
    return this.size(range) === 0
  }

  clear(range: ListOptions): number {
    const keys = this.#inRange(range)
    this.deleteMany(keys)
    return keys.length
  }

  /** Removes what is in a range, but for these keys. */
  keepOnly(keys: readonly string[], range: ListOptions): void {
    this.deleteMany(this.#inRange(range).filter((key) => !keys.includes(key)))
  }
}
