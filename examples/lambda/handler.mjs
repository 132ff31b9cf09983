/** An API that answers from one cache for all instances of the function: `GET /users` is `GET UPSTREAM/users`. */

import { CachedSession } from 'dynadict'

// Made once by a cold start, which sends nothing; warm calls use it again, with its connections.
const session = new CachedSession('http_cache', { expireAfter: '5m' })

const handedOn = ['cache-control', 'cache-status', 'content-type', 'etag', 'last-modified', 'location']

export async function handler({ rawPath, rawQueryString }) {
  const response = await session.fetch(process.env.UPSTREAM + rawPath + (rawQueryString && `?${rawQueryString}`))
  const body = Buffer.from(await response.arrayBuffer())
  // After its answer an instance is frozen, and what is under way goes on with the next call, or never.
  await session.settle()
  return {
    statusCode: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => handedOn.includes(name))),
    cookies: response.headers.getSetCookie(),
    body: body.toString('base64'),
    isBase64Encoded: true,
  }
}
