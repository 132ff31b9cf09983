import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import CachePolicy from 'http-cache-semantics'
import { loadPeer } from '../peers/load.mjs'

/** undici's cache interceptor, on one of its stores. */
export async function undiciFetch(storeName) {
  const { Agent, cacheStores, fetch, interceptors } = await loadPeer('undici')
  const Store = cacheStores[storeName]
  if (!Store) throw new Error(`undici has no ${storeName} on Node ${process.versions.node}`)
  const folder = mkdtempSync(join(tmpdir(), 'dynadict-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const store = new Store({ location: join(folder, 'cache.sqlite') })
  const dispatcher = new Agent().compose(interceptors.cache({ store }))
  return async (resource, init) => {
    await (await fetch(resource, { ...init, dispatcher })).arrayBuffer()
  }
}

/** The least that a cache can do: http-cache-semantics, which decides as RFC 9111 says, before a Map of bodies. */
export function semanticsFetch() {
  const stored = new Map()
  return async (resource, { headers = {} } = {}) => {
    const request = { url: resource, method: 'GET', headers }
    const known = stored.get(resource)
    if (known?.policy.satisfiesWithoutRevalidation(request)) return known.body
    const asked = known ? known.policy.revalidationHeaders(request) : headers
    const response = await fetch(resource, { headers: asked })
    const answer = { status: response.status, headers: Object.fromEntries(response.headers) }
    const body = await response.arrayBuffer()
    if (response.status === 304) {
      stored.set(resource, { ...known, policy: known.policy.revalidatedPolicy(request, answer).policy })
      return known.body
    }
    const policy = new CachePolicy(request, answer)
    if (policy.storable()) stored.set(resource, { policy, body })
    return body
  }
}

export const plainFetch = () => async (resource, init) => {
  await (await fetch(resource, init)).arrayBuffer()
}
