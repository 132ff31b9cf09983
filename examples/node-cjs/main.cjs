/** Fetches a URL through the cache, and counts the visits in a dict. */

const { CachedSession, DynamoDbDict } = require('dynadict')

async function main(url) {
  const session = new CachedSession('http_cache', { expireAfter: '1h' })
  const visits = new DynamoDbDict('app', { namespace: 'visits' })

  const response = await session.fetch(url)
  await response.text()
  const visit = ((await visits.get(url)) ?? 0) + 1
  await visits.set(url, visit)
  console.log(`${url}: ${response.status} from the ${response.fromCache ? 'cache' : 'origin'}, visit ${visit}`)
}

main(process.argv[2] ?? 'https://example.com/')
