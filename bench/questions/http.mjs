/** The HTTP cache: hits by size, misses, and validations, against an origin and an engine. */

import { plainFetch, semanticsFetch, undiciFetch } from '../contenders/http-peers.mjs'
import { bareGetItem, sessionFetch } from '../contenders/http-session.mjs'
import { steady } from '../measure/steady.mjs'

const sizes = { '1 KB': 1_000, '50 KB': 50_000, '1 MB': 1_000_000 }
/** Asks for a validation of what is fresh, so that the origin answers by 304 (RFC 9111 §5.2.1.4). */
const refresh = { headers: { 'cache-control': 'no-cache' } }

/** A contender's fetch in each case, with what the origin must have been asked meanwhile. */
async function* inAllCases(fetch, { urls, timeMs, isWanted }, isCache) {
  const origin = `${urls.origin}`
  const counted = async (name, operation, isRight) => {
    const before = await countsOf(origin)
    const metrics = await steady(operation, { timeMs })
    const after = await countsOf(origin)
    const asked = { whole: after.whole - before.whole, notModified: after.notModified - before.notModified }
    return isRight(asked)
      ? { case: name, metrics }
      : { case: name, failure: `asked the origin ${JSON.stringify(asked)}` }
  }
  for (const [name, bytes] of Object.entries(sizes)) {
    const what = `hit, ${name}`
    if (!isWanted(what)) continue
    const resource = `${origin}/${bytes}/${process.pid}`
    await fetch(resource)
    yield counted(
      what,
      () => fetch(resource),
      ({ whole }) => !isCache || whole === 0,
    )
  }
  let count = 0
  const miss = () => fetch(`${origin}/1000/${process.pid}-${count++}`)
  if (isWanted('miss, 1 KB')) yield counted('miss, 1 KB', miss, ({ whole }) => whole >= count)
  if (!isWanted('304, 1 KB')) return
  const resource = `${origin}/1000/${process.pid}-refreshed`
  await fetch(resource)
  const validate = () => fetch(resource, refresh)
  yield counted('304, 1 KB', validate, ({ notModified }) => !isCache || notModified > 0)
}

async function countsOf(origin) {
  return (await fetch(`${origin}/counts`)).json()
}

const cache = (open, isCache = true) => ({
  async *measure(settings) {
    yield* inAllCases(await open(settings.urls.engine), settings, isCache)
  },
})

/** What is under a hit, and no more. */
const getItem = (transport) => ({
  async *measure({ urls, timeMs, isWanted }) {
    if (!isWanted('hit, 1 KB')) return
    const operation = await bareGetItem(urls.engine, transport, `${urls.origin}/1000/${process.pid}`)
    yield { case: 'hit, 1 KB', metrics: await steady(operation, { timeMs }) }
  },
})

export const http = {
  title: 'The HTTP cache, on an origin and an engine',
  needs: ['engine', 'origin', 'peers'],
  baseline: 'no cache',
  rounds: 3,
  timeMs: 1_000,
  contenders: {
    'dynadict, sigv4': cache((url) => sessionFetch(url, 'sigv4')),
    'dynadict, aws-sdk': cache((url) => sessionFetch(url, 'aws-sdk')),
    'GetItem alone, sigv4': getItem('sigv4'),
    'GetItem alone, aws-sdk': getItem('aws-sdk'),
    'undici, memory': cache(() => undiciFetch('MemoryCacheStore')),
    'undici, SQLite': cache(() => undiciFetch('SqliteCacheStore')),
    'http-cache-semantics, Map': cache(() => semanticsFetch()),
    'no cache': cache(() => plainFetch(), false),
  },
}
