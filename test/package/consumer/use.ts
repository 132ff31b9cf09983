import {
  bytes,
  CachedSession,
  type Credentials,
  DynamoDbCache,
  DynamoDbDict,
  type InvalidEntry,
  isDynadictError,
  type StoredEntry,
  type Transport,
} from 'dynadict'
import { document, type EncryptionKey, encrypted, gzip, type Serializer, text } from 'dynadict/serializers'
import { structured } from 'dynadict/structured'
import { cacheNamespaces, type IamPolicy, iamPolicy, tableTemplate } from 'dynadict/table'
import { asStream, exportEntries, importEntries } from 'dynadict/tools'

declare const entry: InvalidEntry | StoredEntry
declare const sessionToken: string | undefined
const credentials: Credentials = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken }
const prefs = new DynamoDbDict<{ theme: string }>('app', {
  namespace: 'prefs',
  region: 'us-west-2',
  credentials,
  ttl: '1h',
})
const session = new CachedSession('http_cache', { region: 'us-west-2', expireAfter: new Date(), cacheMode: 'no-cache' })
const anyFetch: typeof fetch = session.fetch
const binary: DynamoDbDict<Uint8Array> = new DynamoDbDict('app', { serializer: bytes })
const letters: Serializer<string> = encrypted(gzip(text), { keys: [{ id: 'a', key: new Uint8Array(32) }] })
new DynamoDbDict<string>('app', { serializer: letters })
new DynamoDbDict<{ theme: string }>('app', { serializer: document })
const carts = new DynamoDbDict<Map<string, bigint>>('app', { serializer: gzip(structured) })
export async function main(): Promise<string | undefined> {
  const response = await session.fetch(new URL('https://example.com'), {
    cache: 'no-cache',
    dynadict: { expireAfter: 5 },
  })
  await anyFetch('https://example.com', { method: 'POST' })
  const fromCache: boolean = response.clone().fromCache
  for await (const [key, { theme }] of prefs) await prefs.set(key, { theme: `${theme} ${fromCache}` })
  await binary.set('k', new Uint8Array())
  new CachedSession({ cache: new DynamoDbCache({ tableName: 'abc' }) }).with({ expireAfter: 'never' })
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['encrypt', 'decrypt'])
  const keys: EncryptionKey[] = [{ id: 'b', key }]
  new DynamoDbDict('app', { serializer: encrypted(document, { keys }) })
  await carts.set('x', new Map([['tea', 2n]]))
  const transport: Transport = { send: async () => ({}) as never }
  new DynamoDbDict('app', { transport })
  return prefs.get('x').then(
    (p) => p?.theme,
    (e) => (isDynadictError(e) ? e.code : undefined),
  )
}
export async function lookAfter({ cache }: CachedSession): Promise<number> {
  for await (const { url, headers, error } of cache.entries({ host: 'example.com', olderThan: '7d' })) {
    const none: undefined = error
    await cache.delete({ url: `${url}${headers.get('etag')}${none}` })
  }
  for await (const entry of cache.filter({ invalid: true })) if (entry.error) await cache.delete({ key: entry.key })
  const body: Uint8Array | undefined = await (await cache.get('https://example.com'))?.body()
  await importEntries(cache, exportEntries(cache))
  await importEntries(cache, asStream(exportEntries(cache)), { overwrite: true })
  const { hits, errors, requests } = cache.stats()
  return hits + errors.read + (requests.GetItem ?? 0) + (body?.byteLength ?? 0) + (await cache.resetExpiration('1d'))
}
export const policy: IamPolicy = iamPolicy({ namespaces: cacheNamespaces('a'), access: 'write', createTable: true })
export const template: string = tableTemplate({ format: 'cdk', tags: { team: 'web' }, encryption: { kmsKeyId: 'a' } })
export async function dropProtected(): Promise<boolean> {
  const table = await prefs.describe()
  return (
    table?.deletionProtection === false &&
    prefs.drop({ confirm: prefs.tableName, onProgress: (status, elapsedMs) => `${status} ${elapsedMs}` })
  )
}
// @ts-expect-error the table's name has to be given once more
prefs.drop()
// @ts-expect-error no such format
tableTemplate({ format: 'yaml' })
// @ts-expect-error what cannot be read has no URL
String(entry.url)
// @ts-expect-error no such mode
session.fetch('x', { cache: 'sometimes' })
// @ts-expect-error no such option
new DynamoDbDict('app', { regoin: 'x' })
// @ts-expect-error no such value
prefs.set('ada', { theme: 1 })
// @ts-expect-error no such option
encrypted(text, { keys: [], current: 'a' })
// @ts-expect-error no such value
new DynamoDbDict<number>('app', { serializer: letters })
