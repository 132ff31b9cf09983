/** What the cache did with a request (RFC 9211 §2). */
export interface CacheStatus {
  readonly hit?: boolean
  readonly fwd?: 'bypass' | 'method' | 'uri-miss' | 'vary-miss' | 'request' | 'stale'
  readonly fwdStatus?: number
  readonly stored?: boolean
  readonly ttlMs?: number
  /** A short reason, in ASCII without quotes. */
  readonly detail?: string | undefined
}

/** The member that dynadict adds to Cache-Status. */
export function formatCacheStatus({ hit, fwd, fwdStatus, stored, ttlMs, detail }: CacheStatus): string {
  const parameters = [
    hit && 'hit',
    fwd && `fwd=${fwd}`,
    fwdStatus !== undefined && `fwd-status=${fwdStatus}`,
    stored && 'stored',
    ttlMs !== undefined && Math.abs(ttlMs) < 1e15 && `ttl=${Math.floor(ttlMs / 1_000)}`,
    detail !== undefined && `detail="${detail}"`,
  ]
  return ['dynadict', ...parameters.filter(Boolean)].join('; ')
}
