/** The request headers that are part of a key, sorted by name; one that is absent is told from one that is empty. */
export function matchedHeaders(
  headers: Headers,
  matchHeaders: true | readonly string[],
  isIgnored: (name: string) => boolean,
): readonly (readonly [name: string, value: string | null])[] {
  const names = matchHeaders === true ? [...headers.keys()] : matchHeaders
  const counted = names.filter((name) => !isIgnored(name)).map((name) => name.toLowerCase())
  return [...new Set(counted)].sort().map((name) => [name, headers.get(name)])
}
