import type { DynamoDbDict } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { failed } from '../exit-codes.ts'
import { countOf } from '../format.ts'
import { foundEntries } from '../found-entries.ts'
import { jsonText } from '../json-text.ts'
import { openDict } from '../open.ts'
import { visible } from '../paint.ts'
import { checkTable } from '../table-check.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { Values } from '../values.ts'

export const run: Run = async ({ values }, terminal) => {
  const { signal } = terminal
  const dict = await openDict(values, terminal)
  const { found, unreadable = 0 } = values.count
    ? { found: await printCount(dict, values, terminal) }
    : await printLines(dict, values, terminal)
  if (found === 0) await checkTable(dict, signal)
  if (unreadable === 0) return undefined
  terminal.tell(`dynadict: ${countOf(unreadable, 'value')} cannot be read. Another --serializer may do`)
  return failed
}

async function printCount(dict: DynamoDbDict, values: Values, terminal: Terminal): Promise<number> {
  const { prefix, from, to } = values
  if (values.limit !== undefined || values.values || values.reverse)
    throw new UsageError('--count counts all of the range: leave out --limit, --values and --reverse', 'ls')
  const count = await dict.size({ prefix, from, to, signal: terminal.signal })
  await terminal.out(`${values.json ? jsonText({ count }) : count}\n`)
  return count
}

async function printLines(dict: DynamoDbDict, values: Values, terminal: Terminal) {
  const { prefix, from, to, reverse, limit } = values
  const options = { prefix, from, to, reverse, limit, signal: terminal.signal }
  const { shown } = terminal
  let found = 0
  let unreadable = 0
  if (values.values) {
    for await (const entry of foundEntries(dict, options)) {
      found++
      if ('error' in entry) unreadable++
      // In brackets, so that nobody takes it for a value.
      const text = 'error' in entry ? `(${visible(entry.error)})` : jsonText(entry.value)
      await terminal.out(`${shown(values.json ? jsonText(entry) : `${lineOf(entry.key, terminal)}\t${text}`)}\n`)
    }
  } else {
    for await (const key of dict.keys(options)) {
      found++
      await terminal.out(`${shown(values.json ? jsonText({ key }) : lineOf(key, terminal))}\n`)
    }
  }
  return { found, unreadable }
}

/** A key as a line, which others read: one that holds several could name keys that are not in the range. */
function lineOf(key: string, { isInteractive }: Terminal): string {
  if (!isInteractive && /[\n\r]/.test(key))
    throw new UsageError(`the key '${visible(key)}' holds a line break: list it by --json`, 'ls')
  return key
}
