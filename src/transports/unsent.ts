import { innermost } from './failure.ts'

/**
 * Whether no connection was made at all, so that nothing can have been done. Whatever a sender rejects with is tried again,
 * and may have been done unless it is in the first two columns. The innermost errors, by runtime:
 *
 * | runtime   | nobody listens                            | no such name                            | breaks, may be done                               |
 * | --------- | ----------------------------------------- | --------------------------------------- | ------------------------------------------------- |
 * | Node, SDK | code ECONNREFUSED                         | code ENOTFOUND or EAI_AGAIN             | UND_ERR_SOCKET, ECONNRESET, EPIPE                  |
 * | Bun       | code ECONNREFUSED, or ConnectionRefused   | code ENOTFOUND                          | ECONNRESET                                        |
 * | Deno      | … client error (Connect): tcp connect …   | … client error (Connect): dns error: …  | … client error (SendRequest): connection closed … |
 * | workerd   | Network connection lost                   | the same                                | the same: taken for one that breaks               |
 * | Chromium  | Failed to fetch                           | the same                                | the same: taken for one that breaks               |
 *
 * A connection that is not there in time is UND_ERR_CONNECT_TIMEOUT for Node's fetch, and a client error (Connect) for Deno; a
 * proxy that makes none is ERR_PROXY_TUNNEL for Node. Our own sender for Node knows whether there was one, and wraps whatever
 * happened before in an ERR_NO_CONNECTION.
 */
export function isUnsentByCode(cause: unknown): boolean {
  const { code, cause: inner } = (cause ?? {}) as { readonly code?: unknown; readonly cause?: unknown }
  return codes.test(String(code)) || (inner instanceof Error && isUnsentByCode(inner))
}

const codes =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_PROXY_TUNNEL|ERR_NO_CONNECTION)$/

/** The same in Deno, whose errors have no codes: the whole message, of which only the URL is not its own. */
export const isUnsentByMessage = (cause: unknown): boolean =>
  /^error sending request for url \(\S*\): client error \(Connect\): /.test(String(innermost(cause)?.message))
