/** What the cache did with a request (RFC 9211 §2). */
export interface CacheStatus {
  readonly hit?: boolean
  readonly fwd?: 'bypass' | 'method' | 'uri-miss' | 'vary-miss' | 'request' | 'stale'
  readonly fwdStatus?: number
  readonly stored?: boolean
  /** Whether another request's response was taken. */
  readonly collapsed?: boolean
  readonly ttlMs?: number
  /** A short reason. */
  readonly detail?: string | undefined
}

/** The member that dynadict adds to Cache-Status, behind those of caches before it. */
export function formatCacheStatus(status: CacheStatus): string {
  const { hit, fwd, fwdStatus, stored, collapsed, ttlMs, detail } = status
  const parameters = [
    hit && 'hit',
    fwd && `fwd=${fwd}`,
    fwd && fwdStatus !== undefined && `fwd-status=${fwdStatus}`,
    stored && 'stored',
    collapsed && 'collapsed',
    ttlMs !== undefined && Math.abs(ttlMs) < 1e15 && `ttl=${Math.floor(ttlMs / 1_000)}`,
    detail !== undefined && `detail="${quotable(detail)}"`,
  ]
  return ['dynadict', ...parameters.filter(Boolean)].join('; ')
}

/** A String of RFC 9651 §3.3.3 holds visible ASCII and spaces. */
const quotable = (text: string): string => text.replace(/[^ -~]/g, '?').replace(/["\\]/g, '\\$&')
