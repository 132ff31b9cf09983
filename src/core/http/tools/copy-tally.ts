import { safeListener } from '../../events.ts'
import { type Checks, isBoolean, isFunction, isObject } from '../../options.ts'
import type { SendOptions } from '../../transport.ts'

/** What was copied. */
export interface CopyResult {
  /** The number of responses that were written. */
  readonly responses: number
  /** The number of redirects that were written. */
  readonly redirects: number
  /** The number of those that were not written: expired, unreadable, or not newer than what is there. */
  readonly skipped: number
}

/** Options of `update` and `importEntries`. */
export interface CopyOptions extends SendOptions {
  /** Whether what is there is replaced, even by older responses. Default `false`: of two responses the newer one stays. */
  readonly overwrite?: boolean | undefined
  /** Told how far it is, after each response and redirect; what it throws is ignored. Default: nobody is told. */
  readonly onProgress?: ((progress: CopyResult) => void) | undefined
}

export const copyChecks: Checks = { overwrite: isBoolean, onProgress: isFunction, signal: isObject }

interface Tally {
  /** As it is at the time. */
  readonly counts: CopyResult
  note(what: 'responses' | 'redirects', isWritten: boolean): void
}

/** Counts what is copied, and tells of it. */
export function newTally({ onProgress }: CopyOptions): Tally {
  const tell = safeListener(onProgress)
  const counts = { responses: 0, redirects: 0, skipped: 0 }
  return {
    counts,
    note(what, isWritten) {
      counts[isWritten ? what : 'skipped']++
      tell({ ...counts })
    },
  }
}
