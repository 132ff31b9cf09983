/** Directives by lower-case name; `true` for those without a value. */
export type Directives = ReadonlyMap<string, string | true>

// A name, and perhaps a value that is quoted or plain. A comma that was forgotten hides no directive.
const directive = /([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]*)))?/g

/** Reads a Cache-Control field (RFC 9111 §5.2). Of a directive that is there twice the first counts (§4.2.1). */
export function parseCacheControl(field: string | null): Directives {
  const directives = new Map<string, string | true>()
  for (const [, name = '', quoted, plain] of (field ?? '').matchAll(directive)) {
    const key = name.toLowerCase()
    if (!directives.has(key)) directives.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain ?? true)
  }
  return directives
}

/** A directive's delta-seconds in milliseconds (RFC 9111 §1.2.2). `undefined` when absent, 0 when it is no number. */
export function secondsOf(directives: Directives, name: string): number | undefined {
  const value = directives.get(name)
  if (value === undefined) return undefined
  return typeof value === 'string' && /^\d+$/.test(value) ? Math.min(Number(value), 2 ** 31) * 1_000 : 0
}
