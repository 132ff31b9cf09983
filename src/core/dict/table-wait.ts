import { backoffMs } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import type { ServiceError } from '../errors.ts'
import { safeListener } from '../events.ts'
import { isFunction } from '../options.ts'
import type { OnTableProgress } from './options.ts'

/** Something to be tried: it gives `false`, or fails in a way that passes, until what it waits for has come. */
export type Attempt<T> = (signal: AbortSignal | undefined) => Promise<T>

/** Tries again while an attempt gives `false`, or fails in a way that passes. */
export async function until<T>(
  attempt: Attempt<T>,
  clock: Clock,
  signal: AbortSignal,
  isPassing: (error: unknown) => boolean,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      const result = await attempt(signal)
      if (result !== false) return result
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    await clock.sleep(backoffMs(attempts), signal)
  }
}

/** The code of the error for a table that is not there. */
export const missing = 'TABLE_NOT_FOUND'

export const isOfType = (error: unknown, type: RegExp): boolean => type.test(`${(error as ServiceError | null)?.type}`)

/** It passes: the table, or too many at once, are being made or changed. */
export const isBusy = (error: unknown): boolean => isOfType(error, /InUse|LimitExceeded/)

/** Tells of one look at a table. */
export type Tell = (status: string) => void

/** @throws {TypeError} when `onProgress` is no function. */
export function tellOf(onProgress: OnTableProgress | undefined, clock: Clock): Tell {
  if (onProgress !== undefined) isFunction(onProgress, 'onProgress')
  const listener = safeListener(onProgress)
  const start = clock.now()
  return (status) => listener(status, clock.now() - start)
}
