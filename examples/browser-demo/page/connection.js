import { CachedSession, createTransport, DynamoDbCache, DynamoDbDict } from './dynadict.js'

/** Sessions are few: one for each choice of settings that was made. */
const mostSessions = 30

/** The cache and the dict, in one table, as a page has them: with temporary credentials and a namespace of its own. */
export function connect({ region, endpoint, namespace }, onEvent) {
  const transport = createTransport({ region, endpoint, credentials, maxAttempts: 3, timeoutMs: 4_000 })
  const inspector = { transport, namespace, onEvent }
  const cache = new DynamoDbCache(inspector)
  const session = new CachedSession({ cache, onEvent })
  const sessions = new Map()
  return {
    cache,
    /** The same cache, looked at: what that costs does not count as what requests cost. */
    shelf: new DynamoDbCache({ ...inspector, consistent: true }),
    dict: new DynamoDbDict('http_cache', { transport, namespace: `${namespace}/dict`, consistent: true, onEvent }),
    /** A session on the cache with these settings; the same one for the same settings. */
    sessionWith(settings) {
      const name = JSON.stringify(settings)
      if (!sessions.has(name)) {
        if (sessions.size >= mostSessions) sessions.clear()
        sessions.set(name, session.with(settings))
      }
      return sessions.get(name)
    },
  }
}

/** Another page would ask an identity pool. */
async function credentials() {
  const response = await fetch('credentials.json')
  const { expiration, ...keys } = await response.json()
  return { ...keys, expiration: new Date(expiration) }
}
