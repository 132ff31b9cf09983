import type { StoredResponse } from './stored-response.ts'

/** So long it is believed how the responses of a resource vary, and so many resources are remembered. */
const believedMs = 60_000
const most = 1_000

type Varying = Pick<StoredResponse, 'vary' | 'variant' | 'family'>

interface Known extends Varying {
  readonly until: number
  /** The ETags of further variants, by the key of each. */
  readonly etags: Map<string, string>
}

/**
 * How the responses of resources vary, as this process has seen it: a variant is then found by one read and not by two, and the
 * origin can be asked whether one of them will do for another request.
 */
export class VaryMemory {
  readonly #known = new Map<string, Known>()

  recall(key: string, now: number): Known | undefined {
    const known = this.#known.get(key)
    return known && known.until > now ? known : undefined
  }

  note(key: string, primary: StoredResponse | undefined, now: number): void {
    const former = this.#known.get(key)
    this.#known.delete(key)
    if (!primary || primary.vary.length === 0) return
    const { vary, variant, family } = primary
    const etags = former?.family === family ? former.etags : new Map()
    this.#known.set(key, { vary, variant, family, etags, until: now + believedMs })
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= most) return
      this.#known.delete(oldest)
    }
  }

  /** Notes the ETag of a further variant of the resource under a key. */
  noteVariant(key: string, variantKey: string, { headers }: StoredResponse): void {
    const etag = headers.get('etag')
    const etags = this.#known.get(key)?.etags
    if (etag !== null && variantKey !== key && (etags?.size ?? most) < 16) etags?.set(variantKey, etag)
  }

  forget(key: string): void {
    this.#known.delete(key)
  }
}
