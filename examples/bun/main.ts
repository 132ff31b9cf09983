/** Fetches a URL through the cache, and counts the visits in a dict. */

import { CachedSession, DynamoDbDict } from 'dynadict'

async function main(url: string) {
  const session = new CachedSession('http_cache', { expireAfter: '1h' })
  const visits = new DynamoDbDict<number>('app', { namespace: 'visits' })

  const response = await session.fetch(url)
  await response.text()
  const visit = ((await visits.get(url)) ?? 0) + 1
  await visits.set(url, visit)
  console.log(`${url}: ${response.status} from the ${response.fromCache ? 'cache' : 'origin'}, visit ${visit}`)
}

await main(Bun.argv[2] ?? 'https://example.com/')
