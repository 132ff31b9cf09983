import type { EntriesOptions } from '../runtimes/node.ts'
import { settingsOf } from './open.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'
import type { Values } from './values.ts'

/** Which stored responses options mean. */
export async function entryOptions(values: Values, { signal }: Terminal): Promise<Omit<EntriesOptions, 'limit'>> {
  const { prefix, host, fresh: valid, stale, expired, invalid, 'older-than': olderThan } = values
  const settings = await settingsOf(values)
  return { prefix, host, valid, stale, expired, invalid, olderThan, settings, signal }
}

/** Whether options say in which state: then each response is looked at, and not only its key. */
export const hasState = ({ valid, stale, expired, invalid, olderThan }: EntriesOptions): boolean =>
  Boolean(valid || stale || expired || invalid || olderThan !== undefined)

/** What `delete` removes where no state is given: all that is under these keys. */
export const everyState = { valid: true, stale: true, invalid: true } as const

/** A URL that a stored response may have. */
export function urlOf(text: string, topic: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new UsageError("a URL begins with 'http://' or 'https://'", topic)
  const { username, password } = new URL(text)
  if (username || password)
    throw new UsageError("a URL has no user and password here; pass -H 'Authorization: …'", topic)
  return text
}
