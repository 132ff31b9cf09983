import { countOf } from './format.ts'
import { jsonText } from './json-text.ts'
import type { Terminal } from './terminal.ts'
import type { Values } from './values.ts'

/** Tells how much was removed, or would be; `missing` is what was asked for and not there. */
export async function tellRemoved(
  count: number,
  what: string,
  values: Values,
  terminal: Terminal,
  missing?: readonly string[],
): Promise<void> {
  const isDry = values['dry-run'] === true
  if (values.json) return terminal.out(`${jsonText({ [isDry ? 'found' : 'removed']: count, missing })}\n`)
  await terminal.out(`${isDry ? 'would remove' : 'removed'} ${countOf(count, what)}\n`)
}

/** A listener that shows how many are gone. */
export const removedProgress =
  (what: string, terminal: Terminal) =>
  (removed: number): void =>
    terminal.progress(`${countOf(removed, what)} removed`)
