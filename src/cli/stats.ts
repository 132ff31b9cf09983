import type { InvalidEntry, StoredEntry } from '../runtimes/node.ts'
import { stateOf } from './entry-view.ts'
import { bytesText, count } from './format.ts'

/** What a cache holds. */
export interface CacheTally {
  readonly responses: number
  readonly fresh: number
  readonly stale: number
  readonly expired: number
  readonly invalid: number
  /** Bytes of bodies. */
  readonly bytes: number
  readonly oldest: Date | undefined
  readonly newest: Date | undefined
  readonly statuses: Readonly<Record<string, number>>
  /** Those with the most bytes, the largest first. */
  readonly hosts: readonly HostTally[]
}

interface HostTally {
  readonly host: string
  readonly responses: number
  readonly bytes: number
}

/** Counts entries as they come, and tells of so many hosts. */
export function newTally(hostLimit: number) {
  const counts = { responses: 0, fresh: 0, stale: 0, expired: 0, invalid: 0, bytes: 0 }
  const statuses: Record<string, number> = {}
  const hosts = new Map<string, { responses: number; bytes: number }>()
  let oldest: Date | undefined
  let newest: Date | undefined
  return {
    note(entry: StoredEntry | InvalidEntry, now: number): void {
      if (entry.error) {
        counts.invalid++
        return
      }
      const { status, size = 0, createdAt, url } = entry
      counts.responses++
      counts[stateOf(entry, now)]++
      counts.bytes += size
      statuses[status] = (statuses[status] ?? 0) + 1
      if (!oldest || createdAt < oldest) oldest = createdAt
      if (!newest || createdAt > newest) newest = createdAt
      const host = URL.canParse(url) ? new URL(url).host : url
      const ofHost = hosts.get(host) ?? { responses: 0, bytes: 0 }
      hosts.set(host, { responses: ofHost.responses + 1, bytes: ofHost.bytes + size })
    },
    result: (): CacheTally => ({
      ...counts,
      oldest,
      newest,
      statuses,
      hosts: [...hosts]
        .map(([host, of]) => ({ host, ...of }))
        .sort((a, b) => b.bytes - a.bytes || b.responses - a.responses)
        .slice(0, hostLimit),
    }),
  }
}

/** The same in rows of a table, for people. */
export function tallyRows(tally: CacheTally & { readonly readUnits: number }): string[][] {
  const { responses, fresh, stale, expired, invalid, bytes, oldest, newest, statuses, hosts, readUnits } = tally
  const times =
    oldest && newest
      ? [
          [oldest.toISOString(), 'oldest'],
          [newest.toISOString(), 'newest'],
        ]
      : []
  return [
    [count(responses), 'responses'],
    ...Object.entries({ fresh, stale, 'expired, not yet gone': expired, 'invalid items': invalid }).map(
      ([what, number]) => [count(number), `  ${what}`],
    ),
    ...Object.entries(statuses).map(([status, number]) => [count(number), `  status ${status}`]),
    [bytesText(bytes), 'in bodies'],
    ...hosts.map(({ host, responses: number, bytes: size }) => [bytesText(size), `  ${host} (${count(number)})`]),
    ...times.map(([time = '', what = '']) => [time.slice(0, 16), what]),
    [count(readUnits), 'read units for this listing'],
  ]
}
