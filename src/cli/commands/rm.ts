import type { DynamoDbDict } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { notFound } from '../exit-codes.ts'
import { argumentsAndLines } from '../input.ts'
import { openDict } from '../open.ts'
import { visible } from '../paint.ts'
import { removedProgress, tellRemoved } from '../removed.ts'
import { checkTable } from '../table-check.ts'

/** Keys removed at once. */
const atOnce = 16

export const run: Run = async ({ values, args }, terminal) => {
  const { signal } = terminal
  const dict = await openDict(values, terminal)
  const progress = removedProgress('key', terminal)
  const missing: string[] = []
  let found = 0
  const remove = async (key: string) => {
    if (await removeOne(dict, key, values['dry-run'] === true, signal)) {
      if (!values['dry-run']) progress(++found)
      else found++
    } else missing.push(key)
  }
  let pending: Promise<void>[] = []
  for await (const key of argumentsAndLines(args, terminal)) {
    pending.push(remove(key))
    if (pending.length < atOnce) continue
    await Promise.all(pending)
    pending = []
  }
  await Promise.all(pending)
  if (found === 0) await checkTable(dict, signal)
  if (!values.json)
    for (const key of missing) terminal.tell(`dynadict: There is no key '${visible(key)}' in '${dict.namespace}'.`)
  await tellRemoved(found, 'key', values, terminal, missing)
  return missing.length > 0 ? notFound : undefined
}

const removeOne = (dict: DynamoDbDict, key: string, isDry: boolean, signal: AbortSignal): Promise<boolean> =>
  isDry ? dict.has(key, { signal }) : dict.delete(key, { signal })
