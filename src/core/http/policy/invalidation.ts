/**
 * The URLs of which nothing that is stored may be used any more after an unsafe request was answered without an error: its own,
 * and those of Location and Content-Location where they are of the same origin (RFC 9111 §4.4).
 */
export function invalidatedUrls(url: string, status: number, headers: Headers): string[] {
  if (status < 200 || status >= 400) return []
  const { origin } = new URL(url)
  const named = ['location', 'content-location'].flatMap((name) => headers.get(name) ?? [])
  const resolved = named.flatMap((text) => (URL.canParse(text, url) ? new URL(text, url) : []))
  const others = resolved.filter((target) => target.origin === origin).map(withoutHash)
  return [...new Set([url, ...others])]
}

function withoutHash(url: URL): string {
  url.hash = ''
  return url.href
}
