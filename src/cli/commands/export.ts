import { exportEntries, exportHar } from '../../entries/tools.ts'
import type { DynamoDbCache } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { countOf } from '../format.ts'
import { plainJson } from '../json-text.ts'
import { openCache } from '../open.ts'
import { writeOutput } from '../output-file.ts'
import { checkTable } from '../table-check.ts'
import { UsageError } from '../usage-error.ts'
import type { Values } from '../values.ts'

export const run: Run = async ({ values }, terminal) => {
  if (values.format === 'har' && values.after !== undefined)
    throw new UsageError('--after is for lines of JSON: an HTTP Archive is one whole', 'export')
  const cache = openCache(values, terminal)
  // An export of nothing would look like that of an empty cache.
  if (await cache.responses.isEmpty({ signal: terminal.signal })) await checkTable(cache, terminal.signal)
  await writeOutput(values.output, terminal, async (write) => {
    let pieces = 0
    for await (const piece of piecesOf(cache, values, terminal.signal)) {
      await write(plainJson(piece))
      // The first one is no response.
      terminal.progress(`${countOf(pieces++, 'response')} exported`)
    }
  })
  return undefined
}

const piecesOf = (cache: DynamoDbCache, { format, after }: Values, signal: AbortSignal): AsyncIterable<string> =>
  format === 'har' ? exportHar(cache, { signal }) : exportEntries(cache, { after, signal })
