import { isDynadictError } from '../runtimes/node.ts'

/**
 * Tells a missing table from an empty one, where nothing was found: reads find both empty. One DescribeTable; where that is not
 * allowed, nobody knows.
 *
 * @throws {TableNotFoundError} when there is none.
 */
export async function checkTable(
  place: { ready(options: { signal: AbortSignal }): Promise<void> },
  signal: AbortSignal,
): Promise<void> {
  try {
    await place.ready({ signal })
  } catch (error) {
    if (!(isDynadictError(error) && error.code === 'ACCESS_DENIED')) throw error
  }
}
