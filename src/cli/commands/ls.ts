import type { DynamoDbDict } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
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
  const found = values.count ? await printCount(dict, values, terminal) : await printLines(dict, values, terminal)
  if (found === 0) await checkTable(dict, signal)
  return undefined
}

async function printCount(dict: DynamoDbDict, values: Values, terminal: Terminal): Promise<number> {
  const { prefix, from, to } = values
  if (values.limit !== undefined || values.values || values.reverse)
    throw new UsageError('--count counts all of the range: leave out --limit, --values and --reverse', 'ls')
  const count = await dict.size({ prefix, from, to, signal: terminal.signal })
  await terminal.out(`${values.json ? jsonText({ count }) : count}\n`)
  return count
}

async function printLines(dict: DynamoDbDict, values: Values, terminal: Terminal): Promise<number> {
  const { prefix, from, to, reverse, limit } = values
  const options = { prefix, from, to, reverse, limit, signal: terminal.signal }
  const { shown } = terminal
  let found = 0
  if (values.values) {
    for await (const [key, value] of dict.entries(options)) {
      found++
      await terminal.out(
        `${shown(values.json ? jsonText({ key, value }) : `${lineOf(key, terminal)}\t${jsonText(value)}`)}\n`,
      )
    }
  } else {
    for await (const key of dict.keys(options)) {
      found++
      await terminal.out(`${shown(values.json ? jsonText({ key }) : lineOf(key, terminal))}\n`)
    }
  }
  return found
}

/** A key as a line, which others read: one that holds several could name keys that are not in the range. */
function lineOf(key: string, { isInteractive }: Terminal): string {
  if (!isInteractive && /[\n\r]/.test(key))
    throw new UsageError(`the key '${visible(key)}' holds a line break: list it by --json`, 'ls')
  return key
}
