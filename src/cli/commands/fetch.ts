import { type CachedResponse, type CachedSession, isDynadictError } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { urlOf } from '../entry-options.ts'
import { bodyView, headText } from '../entry-view.ts'
import { failed } from '../exit-codes.ts'
import { shownUrl } from '../format.ts'
import { jsonText } from '../json-text.ts'
import { NotFound } from '../not-found.ts'
import { openSession } from '../open.ts'
import { writeOutput } from '../output-file.ts'
import { visible } from '../paint.ts'
import { bodyOf, requestInit } from '../request.ts'
import { checkTable } from '../table-check.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { Values } from '../values.ts'

export const run: Run = async ({ values, args: [given = ''] }, terminal) => {
  const { signal } = terminal
  const url = urlOf(given, 'fetch')
  if (values.json && values.include) throw new UsageError('--json has the headers: leave out --include', 'fetch')
  const init = requestInit(values, await bodyOf(values, terminal))
  const unstored: unknown[] = []
  const session = await openSession(values, terminal, (error) => unstored.push(error))
  const response = await reached(url, signal, () => session.fetch(url, { ...init, signal }))
  await checkIsStored(response, values, session, signal)
  terminal.tell(
    `Cache-Status: ${terminal.paintError(response.fromCache ? 'green' : 'yellow', visible(statusOf(response)))}`,
  )
  const isFailed = values.fail === true && response.status >= 400
  await reached(url, signal, () => printResponse(response, isFailed, values, terminal))
  await session.settle({ signal })
  if (unstored.length > 0) throw unstored[0]
  if (isFailed) terminal.tell(`dynadict: The status is ${response.status}.`)
  return isFailed ? failed : undefined
}

const statusOf = ({ headers, cacheStatus }: CachedResponse) => headers.get('cache-status') ?? cacheStatus

/** Says what could not be reached, and why; a failed fetch says so in its innermost cause alone. */
async function reached<T>(url: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    if (isDynadictError(error) || !(error instanceof TypeError)) throw error
    let reason: Error = error
    while (reason.cause instanceof Error) reason = reason.cause
    const { message, code } = reason as NodeJS.ErrnoException
    throw new Error(`Could not fetch ${shownUrl(url)}: ${message.trim() || code}`, { cause: error })
  }
}

/** @throws {NotFound} when only what is stored was asked for, and nothing is. */
async function checkIsStored(
  { status, fromCache }: CachedResponse,
  values: Values,
  { cache }: CachedSession,
  signal: AbortSignal,
): Promise<void> {
  if (values['cache-mode'] !== 'only-if-cached' || status !== 504 || fromCache) return
  await checkTable(cache, signal)
  throw new NotFound(`Nothing that is stored will do for this request in the table '${cache.tableName}'.`)
}

/** Prints the body as it comes. To the end, in any case: what is not read is not stored. */
async function printResponse(response: CachedResponse, isFailed: boolean, values: Values, terminal: Terminal) {
  if (isFailed && !values.json) return void (await response.arrayBuffer())
  await writeOutput(values.output, terminal, async (write) => {
    if (values.json) return write(`${jsonText(await responseView(response))}\n`)
    if (values.include) await write(headText(response, values.output === undefined ? terminal.shown : (line) => line))
    for await (const chunk of response.body ?? []) await write(chunk)
  })
}

async function responseView(response: CachedResponse) {
  const { url, status, statusText, fromCache, revalidated, isStale, createdAt, expires, cacheStatus } = response
  return {
    ...{ url, status, statusText, headers: [...response.headers], cacheStatus },
    ...{ fromCache, revalidated, isStale, createdAt, expires, key: response.cacheKey },
    ...bodyView(new Uint8Array(await response.arrayBuffer())),
  }
}
