import * as lib from '../../src/runtimes/node.ts'
import type { Bench } from './methods.ts'

export interface HttpCase {
  readonly label: string
  /** The value of Accept-Language of each request; only what the last one costs is counted. */
  readonly languages: readonly string[]
  /** Whether the last request comes when what is stored is stale, and the origin answers with 304. */
  readonly isStale?: boolean
  /** What the requests are besides. Default: plain GETs. */
  readonly init?: { readonly method?: string; readonly body?: string; readonly authorization?: string }
}

export const httpCases: readonly HttpCase[] = [
  { label: 'miss', languages: ['en'] },
  { label: 'hit', languages: ['en', 'en'] },
  { label: 'refresh by 304', languages: ['en', 'en'], isStale: true },
  { label: 'miss of a further Vary variant', languages: ['en', 'de'] },
  { label: 'hit on a further Vary variant', languages: ['en', 'de', 'de'] },
  { label: 'miss with Authorization', languages: ['en'], init: { authorization: 'Bearer one' } },
  { label: 'hit with Authorization', languages: ['en', 'en'], init: { authorization: 'Bearer one' } },
  { label: 'miss of a POST in `allowableMethods`', languages: ['en'], init: { method: 'POST', body: '{}' } },
  { label: 'hit on one', languages: ['en', 'en'], init: { method: 'POST', body: '{}' } },
]

export async function httpCost(
  { languages, isStale, init: { authorization, ...init } = {} }: HttpCase,
  { transport, clock, bytes, quietly, advance }: Bench & { transport: lib.Transport; clock: lib.Clock },
): Promise<void> {
  const headers = { 'cache-control': 'max-age=60', etag: '"v1"', vary: 'accept-language' }
  const origin = async (_: unknown, init?: RequestInit) =>
    new Headers(init?.headers).has('if-none-match')
      ? new Response(null, { status: 304, headers })
      : new Response(bytes as Uint8Array<ArrayBuffer>, { headers })
  const cache = new lib.DynamoDbCache({ tableName: 'costs', namespace: crypto.randomUUID(), transport, clock })
  const session = new lib.CachedSession({
    cache,
    clock,
    fetch: origin as typeof fetch,
    strict: true,
    cacheTimeoutMs: 60_000,
    allowableMethods: ['GET', 'HEAD', 'POST'],
  })
  const get = async (language: string | undefined) => {
    const asked = { 'accept-language': String(language), ...(authorization && { authorization }) }
    const response = await session.fetch('https://example.com/', { ...init, headers: asked })
    await response.arrayBuffer()
    await session.settle()
  }
  for (const language of languages.slice(0, -1)) await quietly(() => get(language))
  if (isStale) advance(120_000)
  await get(languages.at(-1))
}
