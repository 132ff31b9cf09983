import { patternEntries, type UrlPattern, type UrlPatterns } from './url-pattern-settings.ts'

/** What the first pattern that matches a URL is for; `undefined` when none does. */
export function firstMatch<T>(patterns: UrlPatterns<T>, url: string): T | undefined {
  const parsed = new URL(url)
  for (const [pattern, value] of patternEntries(patterns)) {
    if (matches(pattern, url, parsed)) return value
  }
  return undefined
}

function matches(pattern: UrlPattern, url: string, parsed: URL): boolean {
  if (typeof pattern === 'string') return matchesGlob(pattern, parsed)
  // A search begins at the start, where a `test` by a global or sticky one begins behind the last match.
  return pattern instanceof RegExp ? url.search(pattern) >= 0 : pattern.test(url)
}

function matchesGlob(pattern: string, { protocol, host, hostname, pathname, search }: URL): boolean {
  const [, scheme = '*', place = ''] = /^(?:([^/?]*):\/\/)?(.*)$/s.exec(pattern) ?? []
  if (!matchesText(scheme.toLowerCase(), protocol.slice(0, -1))) return false
  const hostEnd = place.includes('/') ? place.indexOf('/') : place.length
  const hostGlob = place.slice(0, hostEnd).toLowerCase()
  // As a URL holds them. A lone surrogate stands for nothing.
  const pathGlob = `${place.slice(hostEnd).replace(/[^\x21-\x7e\p{Surrogate}]+/gu, encodeURIComponent)}*`
  const path = pathname + search
  // With its port, and without: a glob that names none is for any.
  return [host, hostname].some((name) =>
    hostGlob.includes('**')
      ? matchesText(hostGlob + pathGlob, name + path)
      : (hostGlob === '' || matchesText(hostGlob, name)) && matchesText(pathGlob, path),
  )
}

/**
 * Whether a glob matches all of a text. Goes back to the last `*` only, which is enough: what stands before it was matched as
 * early as could be. So it takes the product of both lengths at most, where a regular expression might take for ever.
 */
function matchesText(glob: string, text: string): boolean {
  let at = 0
  let star = -1
  let tried = 0
  for (let index = 0; index < text.length; ) {
    if (glob[at] === '*') {
      star = at++
      tried = index
    } else if (glob[at] === '?' || glob[at] === text[index]) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++tried
    } else {
      return false
    }
  }
  return /^\**$/.test(glob.slice(at))
}
