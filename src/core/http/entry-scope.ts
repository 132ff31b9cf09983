import { type Check, type Checks, isObject, isText, mustBe } from '../options.ts'
import type { DynamoDbCache } from './cache.ts'
import type { KeySettings } from './key-settings.ts'
import { urlPrefix, urlsPrefix } from './keys.ts'
import { isOfResource } from './places.ts'
import { redactUrl } from './redact.ts'
import type { SessionDefaults } from './session-defaults.ts'
import type { SessionSettings } from './settings.ts'
import type { StoredResponse } from './stored-response.ts'

/** By whose settings a request or a URL becomes a key. */
export interface KeyedOptions {
  /**
   * The settings with which sessions store, where they are others than those of the first session that was made with this
   * cache object, and no such session is there. Those that make keys count: `ignoredParameters`, `redact`, `matchHeaders`,
   * `sortQuery`, `keySecret`, `keyFn`; and `shared`, where a request brings credentials. Default: that session's.
   */
  readonly settings?: SessionSettings | undefined
}

/** Where in the cache; one of them at most. Default: everywhere. */
export interface ScopeOptions extends KeyedOptions {
  /**
   * A URL: all methods, variants and parts for credentials. One that differs only in hidden values goes with it. Default:
   * any.
   */
  readonly url?: string | URL | undefined
  /** All URLs of a host, such as `'example.com'` or `'example.com:8080'`, by HTTP and HTTPS. Default: any. */
  readonly host?: string | undefined
  /**
   * All URLs that begin so, such as `'https://example.com/users/'`, or keys where a session's own `keyFn` makes them.
   * Default: any.
   */
  readonly prefix?: string | undefined
}

/** A range of keys. */
export interface Scope {
  readonly prefix: string | undefined
  /** Whether what is in the range is meant. */
  matches(key: string, stored: StoredResponse | undefined): boolean
}

const checkUrl: Check = mustBe(
  'an absolute HTTP URL',
  (value) => (typeof value === 'string' || value instanceof URL) && /^https?:/i.test(`${value}`) && URL.canParse(value),
)

export const keyedChecks: Checks = { settings: isObject }

export const scopeChecks: Checks = {
  ...keyedChecks,
  url: checkUrl,
  host: isText("a host such as 'example.com' or 'example.com:8080'", /^[^/?#@\\\s]+$/),
  prefix: isText('a text that is not empty', /./s),
}

/** @throws {TypeError} when the options say more than one. */
export async function scopesOf(cache: DynamoDbCache, options: ScopeOptions): Promise<Scope[]> {
  defaultsOf(cache, options)
  const { url, host, prefix } = options
  const named = Object.entries({ url, host, prefix }).flatMap(([name, value]) => (value === undefined ? [] : name))
  if (named.length > 1) throw new TypeError(`pass one of ${named.join(' and ')}`)
  if (url !== undefined) return [await scopeOfUrl(cache, url, options)]
  if (host !== undefined) return scopesOfHost(cache, host, options)
  if (prefix !== undefined) return [await scopeOfPrefix(cache, prefix, options)]
  return [{ prefix: undefined, matches: () => true }]
}

/**
 * The settings of sessions with this cache.
 *
 * @throws {TypeError} that names the bad setting.
 */
export function defaultsOf(cache: DynamoDbCache, { settings }: KeyedOptions): SessionDefaults {
  return cache['~defaultsFor'](settings)
}

async function keySettingsFor(cache: DynamoDbCache, url: string, options: KeyedOptions): Promise<KeySettings> {
  return (await defaultsOf(cache, options).settingsFor(url, undefined)).keys
}

export async function scopeOfUrl(cache: DynamoDbCache, given: string | URL, options: KeyedOptions): Promise<Scope> {
  checkUrl(given, 'url')
  const { href } = new URL(given)
  const keys = await keySettingsFor(cache, href, options)
  if (!keys.keyFn) return { prefix: urlPrefix(href, keys), matches: () => true }
  // Its keys do not tell.
  const shown = redactUrl(href, keys)
  return { prefix: undefined, matches: (_, stored) => stored?.url === shown }
}

async function scopesOfHost(cache: DynamoDbCache, host: string, options: KeyedOptions): Promise<Scope[]> {
  const scopes = ['https', 'http'].map(async (scheme): Promise<Scope> => {
    if (!URL.canParse(`${scheme}://${host}/`)) throw new TypeError(`host is none: '${host}'`)
    // With the `/`, or it would be that of `example.com.evil.example`, too.
    const { href } = new URL(`${scheme}://${host}/`)
    const { keyFn } = await keySettingsFor(cache, href, options)
    const isOfHost = (_: string, stored: StoredResponse | undefined) => stored?.url.startsWith(href) === true
    return keyFn ? { prefix: undefined, matches: isOfHost } : { prefix: href, matches: () => true }
  })
  return Promise.all(scopes)
}

async function scopeOfPrefix(cache: DynamoDbCache, start: string, options: KeyedOptions): Promise<Scope> {
  const isUrl = /^https?:/i.test(start) && URL.canParse(start)
  const keys = isUrl ? await keySettingsFor(cache, start, options) : {}
  return { prefix: isUrl && !keys.keyFn ? urlsPrefix(start, keys) : start, matches: () => true }
}

/** All that is stored for one resource: for its key, all variants and parts for credentials. */
export const scopeOfResource = (resource: string): Scope => ({
  prefix: resource,
  matches: (key) => isOfResource(key, resource),
})

/** The parts of a key that was made without `keyFn`: its resource, and what follows. */
export function splitKey(key: string): { resource: string; rest: string; isOwn: boolean } | undefined {
  const [, resource, rest, own] = /^(\S+ [0-9a-f]{32})(( ~[0-9a-f]{32})?( [0-9a-f]{32})?)$/.exec(key) ?? []
  return resource === undefined || rest === undefined ? undefined : { resource, rest, isOwn: own !== undefined }
}
