/** Fetches one resource three times and takes the time of each. */

import { outcomeOf, whyOf } from './report.mjs'

/** A server that never answers ends its row, not the demo. */
const fetchTimeoutMs = 30_000

/** One row of the report: what the fetches came to, or why the origin could not be reached. */
export async function measure(session, { url, why, headers = {} }) {
  const fetches = []
  let reason = why
  try {
    while (fetches.length < 3) {
      const start = performance.now()
      const response = await session.fetch(url, { headers, signal: AbortSignal.timeout(fetchTimeoutMs) })
      // The response is stored once its body has been read, and only then has the caller what it asked for.
      await response.arrayBuffer()
      const ms = performance.now() - start
      const { status, fromCache } = response
      fetches.push({ ms, status, fromCache, outcome: outcomeOf(response) })
      reason ??= whyOf(response)
      // The next fetch must not race with a write that goes on in the background.
      await session.settle()
    }
    return { url, why: reason, fetches }
  } catch (error) {
    return { url, why: reason, fetches, error: innermost(error) }
  }
}

/** fetch says "fetch failed" for everything; the reason is in its cause. */
function innermost(error) {
  let reason = error
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause
  return String(reason.message || reason.code || reason)
}
