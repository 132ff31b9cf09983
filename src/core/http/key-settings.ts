import { type Check, type Checks, isBoolean, isFunction, isText, mustBe } from '../options.ts'

/** What tells one stored response from another, and what of a request is never stored. */
export interface KeySettings {
  /**
   * Names of query parameters, request headers, and fields of JSON and forms, in any case and at any depth, that are hidden
   * and do not count: a request with them finds what was stored for one without. Default: none.
   *
   * @example ['utm_source', 'utm_medium', 'request_id']
   */
  readonly ignoredParameters?: readonly string[] | undefined
  /**
   * Names, in any case, whose values are hidden in keys and in what is stored. They count: another value is another key.
   * A list takes the place of the default, which is that of requests-cache and `Cookie`: `Authorization`,
   * `Proxy-Authorization`, `Cookie`, `X-API-Key`, `X-Auth-Token`, `X-API-Token`, `X-Access-Token`, `access_token`, `api_key` and
   * `apikey`.
   *
   * @example ['authorization', 'cookie', 'signature']
   */
  readonly redact?: readonly string[] | undefined
  /** Names of request headers that are part of the key, or `true` for all that the caller sets. Default `false`. */
  readonly matchHeaders?: boolean | readonly string[] | undefined
  /** Whether the order of query parameters of different names does not count. Default `false`. */
  readonly sortQuery?: boolean | undefined
  /**
   * The secret under which credentials and hidden values are hashed into keys, so that who reads the keys cannot try out
   * what they might be. One for all who share the cache: under another secret, what is stored is not found. Default: none
   * for keys, and the table's name where a credential has a part of the cache to itself.
   */
  readonly keySecret?: string | undefined
  /**
   * The caller's own key, in place of ours. One that is longer than 940 bytes of UTF-8, or holds control characters, is cut
   * and gets a hash. Credentials still have parts of their own. What it throws, the request rejects with. Default: none.
   *
   * @example ({ method, url }) => `${method} ${new URL(url).pathname}`
   */
  readonly keyFn?: KeyFn | undefined
}

/** A request as `keyFn` gets it. */
export interface KeyFnRequest {
  /** In upper case where `fetch` knows it. */
  readonly method: string
  /** The whole URL, without its fragment. */
  readonly url: string
  /** Those that the caller sets, secrets too. */
  readonly headers: Headers
  /** There when the session caches a method that has one. Default: none. */
  readonly body?: Uint8Array
}

/** Makes a key of a request. */
export type KeyFn = (request: KeyFnRequest) => string | Promise<string>

const isList = (value: unknown, pattern: RegExp): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' && pattern.test(name))

const isNames: Check = /* @__PURE__ */ mustBe('an array of names', (value) => isList(value, /./s))

// RFC 9110 §5.6.2: a token.
const isHeaderNames: Check = /* @__PURE__ */ mustBe(
  'a boolean or an array of header names',
  (value) => typeof value === 'boolean' || isList(value, /^[\w!#$%&'*+.^`|~-]+$/),
)

// A function, since bundlers keep an object that is spread even where nothing uses it.
export const keyChecks = (): Checks => ({
  ignoredParameters: isNames,
  redact: isNames,
  matchHeaders: isHeaderNames,
  sortQuery: isBoolean,
  keySecret: isText('a text that is not empty', /./s),
  keyFn: isFunction,
})
