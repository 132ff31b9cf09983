/** A proxy of one API that all its users share a cache of: `GET /users` is `GET UPSTREAM/users`. */

import { CachedSession } from 'dynadict'

export default {
  async fetch(request, env, ctx) {
    if (request.method !== 'GET') return new Response('only GET', { status: 405 })
    const { pathname, search } = new URL(request.url)
    // One session a request: it costs nothing, and the host keeps the writes alive after the answer.
    const session = new CachedSession('http_cache', {
      env,
      expireAfter: '5m',
      waitUntil: (promise) => ctx.waitUntil(promise),
    })
    return session.fetch(env.UPSTREAM + pathname + search)
  },
}
