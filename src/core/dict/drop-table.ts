import { ServiceError, TimeoutError } from '../errors.ts'
import { checkNames, isCount } from '../options.ts'
import type { Output } from '../transport.ts'
import { withTimeout } from '../with-timeout.ts'
import { type DropOptions, sendNames } from './options.ts'
import type { Table } from './table.ts'
import { isBusy, isOfType, tellOf, until } from './table-wait.ts'

/** Deletes a table and waits until it is gone; `false` when there was none. */
export async function dropTable(table: Table, options: Partial<DropOptions> = {}): Promise<boolean> {
  checkNames(options, ['confirm', 'timeoutMs', 'onProgress', ...sendNames], 'drop')
  const { confirm, signal, onProgress, timeoutMs = 60_000 } = options
  const { name, clock } = table
  if (confirm !== name)
    throw new TypeError(`drop deletes all that is in table '${name}': to confirm it, pass { confirm: '${name}' }`)
  isCount(1)(timeoutMs, 'timeoutMs')
  const tell = tellOf(onProgress, clock)

  return withTimeout(timeoutMs, clock, signal, deleteAndWait, () => {
    throw new TimeoutError(`table '${name}' was not gone within ${timeoutMs} ms; it may still go`, { table: name })
  })

  async function deleteAndWait(within: AbortSignal): Promise<boolean> {
    // A table that is being made or changed can be deleted afterwards.
    const answer = await until(() => requestDeletion(table, within), clock, within, isBusy)
    if (!answer) return false
    const id = answer.TableDescription?.TableId
    const isGone = async () => {
      const described = await table.read('DescribeTable', { TableName: name }, { signal: within })
      tell(described ? `${described.Table?.TableStatus}` : 'MISSING')
      // One with another id has been made since; not every engine gives ids.
      return !described || (id !== undefined && described.Table?.TableId !== id)
    }
    return until(isGone, clock, within, isBusy)
  }
}

/** In words that no table's name can have, since the message names the table too. */
const protection = /protected against deletion|deletion protection/i

/** @throws {ServiceError} that says what to do, when the table is protected. */
async function requestDeletion(table: Table, signal: AbortSignal): Promise<Output<'DeleteTable'> | undefined> {
  try {
    return await table.read('DeleteTable', { TableName: table.name }, { signal })
  } catch (error) {
    if (!(error instanceof ServiceError) || !isOfType(error, /^Validation/) || !protection.test(error.message))
      throw error
    const { operation, requestId, type, status, retryable } = error
    throw new ServiceError(
      `table '${table.name}' is protected against deletion, and stays: turn that off first, ` +
        'by UpdateTable with DeletionProtectionEnabled false',
      { cause: error, operation, table: table.name, requestId, type, status, retryable },
    )
  }
}
