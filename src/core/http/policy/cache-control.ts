import { remembered } from './memo.ts'

/** Directives by lower-case name; `true` for those without a value. */
export type Directives = ReadonlyMap<string, string | true>

export const noDirectives: Directives = new Map()

// Behind a comma a name, perhaps a value that is quoted or plain, and what follows; elsewhere a name. Quotes that end in the middle
// of something are none.
const directive =
  /,\s*([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"(?=\s*(?:,|$))|([!#$%&'*+.^_`|~\w-]*)))?(?=\s*([^,\s]?))|([!#$%&'*+.^_`|~\w-]+)/g

/**
 * Reads a Cache-Control field (RFC 9111 §5.2). A comma that was forgotten hides no directive, but what is not between commas has
 * an empty value: it forbids, and allows nothing. Of a directive that is there twice the first counts (§4.2.1), but one for
 * the whole response says more than one with field names.
 */
export const parseCacheControl = (field: string | null): Directives => (field ? parse(field) : noDirectives)

const parse = remembered((field: string): Directives => {
  const directives = new Map<string, string | true>()
  for (const [, name, quoted, plain, rest, stray = ''] of `,${field}`.matchAll(directive)) {
    const key = (name ?? stray).toLowerCase()
    const value: string | true = name && !rest ? (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? true) : ''
    const former = directives.get(key)
    if (former === undefined) directives.set(key, value)
    else if (isOfFields(key)) {
      const isOfAll = [former, value].some((said) => said === true || namesIn(said).length === 0)
      directives.set(key, isOfAll || `${former},${value}`)
    }
  }
  return directives
})

/** Directives that may name fields (RFC 9111 §5.2.2.4, §5.2.2.7). */
export const isOfFields = (name: string): boolean => name === 'no-cache' || name === 'private'

/** Whether a directive is there for the whole response, and not for some fields. */
export const isWhole = (directives: Directives, name: string): boolean =>
  directives.has(name) && fieldsOf(directives, name).length === 0

/** The fields that a directive names, in lower case. */
export function fieldsOf(directives: Directives, name: string): string[] {
  const value = directives.get(name)
  return typeof value === 'string' ? namesIn(value) : []
}

/** The field names in a list, in lower case. */
export const namesIn = (list: string | null): string[] =>
  (list ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name))

/** Whether a directive is there as one without a value: only then it allows anything. */
export const isFlag = (directives: Directives, name: string): boolean => directives.get(name) === true

/** A directive's delta-seconds in milliseconds (RFC 9111 §1.2.2). `undefined` when absent, 0 when it is no number. */
export function secondsOf(directives: Directives, name: string): number | undefined {
  const value = directives.get(name)
  if (value === undefined) return undefined
  return typeof value === 'string' && /^\d+$/.test(value) ? Math.min(Number(value), 2 ** 31) * 1_000 : 0
}

/** What a request asks of caches. Pragma counts where there is no Cache-Control (RFC 9111 §5.4). */
export function requestDirectives(headers: Headers): Directives {
  const field = headers.get('cache-control')
  return parseCacheControl(field ?? (/\bno-cache\b/i.test(headers.get('pragma') ?? '') ? 'no-cache' : null))
}
