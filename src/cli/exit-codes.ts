export const done = 0
export const failed = 1
export const misused = 2
export const notFound = 3
export const unmet = 4
export const interrupted = 130
export const terminated = 143

/** What each code tells, as the help and the documentation have it. */
export const exitCodes: readonly (readonly [code: number, about: string])[] = [
  [done, 'done; also when the reader of the output has read enough'],
  [failed, 'it failed: the message says why, and what to do'],
  [misused, 'the command line is wrong; nothing was changed'],
  [notFound, 'what was asked for is not there: the key, the URL or the table'],
  [unmet, 'a condition of set, as --if-absent, does not hold; nothing was written'],
  [interrupted, 'stopped by ^C (SIGINT); the message says how far it was'],
  [terminated, 'stopped by SIGTERM, alike'],
]
