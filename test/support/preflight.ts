import type { IncomingMessage, ServerResponse } from 'node:http'

/** Whether a page's browser asks if it may send a request (Fetch §4.8); an OPTIONS of the caller's own does not name a method. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

/** Permits what a preflight asks for. Authorization has to be named; '*' would not cover it. */
export function permit({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', headers['access-control-request-method'] ?? '')
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '')
  response.setHeader('access-control-max-age', 600)
  response.writeHead(204).end()
}
