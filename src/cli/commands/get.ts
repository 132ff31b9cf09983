import { type Entry, isDynadictError } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { jsonText } from '../json-text.ts'
import { NotFound } from '../not-found.ts'
import { openDict } from '../open.ts'
import { serializerNames } from '../serializers.ts'
import { checkTable } from '../table-check.ts'
import type { Terminal } from '../terminal.ts'
import type { Values } from '../values.ts'

export const run: Run = async ({ values, args: [key = ''] }, terminal) => {
  const entry = await readEntry(key, values, terminal)
  if (values.json) await terminal.out(`${terminal.shown(jsonText(entry))}\n`)
  else if (values.raw && entry.value instanceof Uint8Array) await terminal.out(entry.value)
  else if (values.raw && typeof entry.value === 'string')
    await terminal.out(terminal.isInteractive ? `${entry.value}\n` : entry.value)
  else for (const line of jsonText(entry.value, 2).split('\n')) await terminal.out(`${terminal.shown(line)}\n`)
  return undefined
}

/** The entry, by the serializer that was named or the first one that reads it. */
async function readEntry(key: string, values: Values, terminal: Terminal): Promise<Entry<unknown>> {
  const { signal } = terminal
  const names = values.serializer ? [values.serializer] : serializerNames
  let unreadable: unknown
  for (const name of names) {
    const dict = await openDict(values, terminal, name)
    try {
      const entry = await dict.getEntry(key, { signal })
      if (entry) return entry
      await checkTable(dict, signal)
      throw new NotFound(`There is no key '${key}' in '${dict.namespace}' of the table '${dict.tableName}'.`)
    } catch (error) {
      if (!(isDynadictError(error) && error.code === 'DECODE')) throw error
      unreadable ??= error
    }
  }
  throw unreadable
}
