/** The texts that the demo prints, as pure functions of what was measured and what the table holds. */

const widestUrl = 60

/** What the cache did, told by the response alone. */
export function outcomeOf({ fromCache, revalidated, isStale, cacheStatus }) {
  if (fromCache) {
    if (revalidated) return '304'
    return isStale ? 'stale hit' : 'hit'
  }
  const parameters = cacheStatus.split('; ')
  const detail = /; detail="([^"]*)"/.exec(cacheStatus)?.[1]
  if (parameters.includes('fwd=bypass') || parameters.includes('fwd=method')) return 'bypass'
  if (!parameters.includes('stored')) return 'not stored'
  const miss = parameters.includes('fwd=stale') ? 'renewed' : 'miss'
  // Beside `stored` there is a detail only where the table could not be read.
  return detail ? `${miss} (${detail})` : miss
}

/** Why a response of an unknown origin is cached or not, by its own headers. */
export function whyOf({ headers, redirected, cacheStatus }) {
  const refusal = cacheStatus.includes('; stored') ? undefined : /; detail="([^"]*)"/.exec(cacheStatus)?.[1]
  const said = [
    redirected && 'after a redirect',
    refusal && `never: ${refusal}`,
    headers.get('cache-control') ?? 'no Cache-Control',
    headers.has('expires') && 'Expires',
    headers.has('etag') && 'ETag',
    headers.has('last-modified') && 'Last-Modified',
    headers.has('vary') && `Vary: ${headers.get('vary')}`,
  ]
  return cut(said.filter(Boolean).join('; '), widestUrl)
}

/** The fetches, a row for each resource. */
export function fetchTable(rows, base) {
  const head = ['URL', 'why', 'status', 'first', 'second', 'third']
  return textTable(
    head,
    rows.map(({ url, why, fetches, error }) => [
      shownUrl(url, base),
      error === undefined ? why : `failed: ${error}`,
      String(fetches.at(-1)?.status ?? '-'),
      ...[0, 1, 2].map((i) => (fetches[i] ? `${shownMs(fetches[i].ms).padStart(7)} ${fetches[i].outcome}` : '      -')),
    ]),
  )
}

/** How much of the time of the first fetches the later ones saved; rows that failed do not count. */
export function savedTime(rows) {
  const whole = rows.filter(({ error }) => error === undefined)
  if (whole.length === 0) return 'nothing could be fetched, so no time was saved'
  const total = (i) => whole.reduce((sum, { fetches }) => sum + fetches[i].ms, 0)
  const first = total(0)
  const later = (total(1) + total(2)) / 2
  const times = `first fetch ${shownMs(first)} in all, later ones ${shownMs(later)}`
  if (!whole.some(({ fetches }) => fetches[1].fromCache || fetches[2].fromCache)) return `${times}: none from the cache`
  return later < first ? `${times}: ${percent(1 - later / first)} of the time saved` : `${times}: no time saved`
}

/** The stored responses: `responses` as [key, meta], `sizes` in bytes by key. */
export function responseTable(responses, sizes, base) {
  const head = ['stored response', 'status', 'type', 'bytes']
  return textTable(
    head,
    responses.map(([key, { status, headers }]) => [
      shownKey(key, base),
      String(status),
      headers['content-type'] ?? '-',
      String(sizes.get(key) ?? '-').padStart(6),
    ]),
  )
}

/** The redirects: each hop's key, and that of the response at the end of the chain. */
export function redirectTable(redirects, base) {
  const head = ['redirect', 'ends at']
  return textTable(
    head,
    redirects.map((keys) => keys.map((key) => shownKey(key, base))),
  )
}

/** One line for each kind of failure of the cache, however often it came. */
export function warnings(failures) {
  const counts = new Map()
  for (const { type, error } of failures) {
    const line = `${type}: ${error.code ?? error.name}: ${error.message}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return [...counts].map(([line, count]) => `warning: ${line}${count > 1 ? ` (${count} times)` : ''}`)
}

function textTable(head, rows) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)))
  const line = (cells) => `  ${cells.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

const percent = (ratio) => `${Math.round(ratio * 100)} %`

const shownMs = (ms) => `${Math.round(ms)} ms`

const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text)

const shownUrl = (url, base) => cut(base && url.startsWith(base) ? url.slice(base.length) : url, widestUrl)

/** A key is a URL, a hash of the resource and maybe one of the variant. */
function shownKey(key, base) {
  const [url, ...hashes] = key.split(' ')
  return [shownUrl(url, base), ...hashes.map((hash) => cut(hash, 9))].join(' ')
}
