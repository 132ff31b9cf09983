import { type Check, isFunction, isObject, mustBe } from '../options.ts'

/**
 * Which URLs something is for: a glob, a `RegExp` that is searched for in the whole URL, or a `URLPattern` and anything else
 * with its `test`.
 *
 * A glob is `host/path`, with a scheme before it or for any scheme, with a port or for any port. `?` stands for one character
 * and `*` for any number, in a host for those without a `/`. It holds for all below, too: `example.com/users` also for
 * `https://example.com/users/1?a=b`, and for `https://example.com/users2`. One that begins with its path, `/users`, is for
 * every host; one whose host is or holds `**` may match anywhere.
 *
 * @example '*.example.com', 'example.com/static/', 'https://example.com/*.png'
 */
export type UrlPattern = string | RegExp | { test(url: string): boolean }

/** Patterns and what is for them, in order: the first one that matches counts. */
export type UrlPatterns<T> = Iterable<readonly [pattern: UrlPattern, value: T]> | Readonly<Record<string, T>>

export const patternEntries = <T>(patterns: UrlPatterns<T>): Iterable<readonly [pattern: UrlPattern, value: T]> =>
  Symbol.iterator in patterns ? (patterns as Iterable<readonly [UrlPattern, T]>) : Object.entries(patterns)

/** A check of patterns and of the value of each. */
export const isUrlPatterns =
  (isValue: Check): Check =>
  (patterns, name) => {
    isObject(patterns, name)
    // One that can be read only once would match nothing from the second request on.
    const isReadAgain = (given: object) => !('next' in given && Symbol.iterator in given)
    mustBe('an array, a Map or an object, and no iterator', isReadAgain)(patterns, name)
    for (const entry of patternEntries(patterns as UrlPatterns<unknown>)) {
      mustBe('a list of pairs', Array.isArray)(entry, name)
      const [pattern, value] = entry
      if (typeof pattern !== 'string') {
        isObject(pattern, `each pattern of ${name} that is no text`)
        isFunction(pattern.test, `the test of each pattern of ${name}`)
      }
      isValue(value, `${name}['${pattern}']`)
    }
  }
