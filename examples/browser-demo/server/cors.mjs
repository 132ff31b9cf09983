/** Whether a browser asks if a page of another origin may send a request (Fetch §4.8). */
export const isPreflight = ({ method, headers }) =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

/** Permits what it asks for. Authorization has to be named; '*' would not cover it. */
export function answerPreflight({ headers }, response) {
  response.writeHead(204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': headers['access-control-request-method'],
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-max-age': 600,
  })
  response.end()
}
