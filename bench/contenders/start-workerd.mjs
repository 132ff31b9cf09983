import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadFromTests } from '../peers.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Modules of Workers, each of which gets a value and says how long it is. */
const workers = {
  dynadict: `import { DynamoDbDict } from './dist/worker.js'
const get = (connection) => new DynamoDbDict('bench', { ...connection, namespace: 'bench' }).get('key')`,
  sdk: `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
const Key = { namespace: { S: 'bench' }, key: { S: 'key' } }
const get = async (connection) => {
  const { Item } = await new DynamoDBClient(connection).send(new GetItemCommand({ TableName: 'bench', Key }))
  return JSON.parse(Item.value.S)
}`,
  aws4fetch: `import { AwsClient } from 'aws4fetch'
const Key = { namespace: { S: 'bench' }, key: { S: 'key' } }
const get = async ({ endpoint, region, credentials }) => {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' }
  const body = JSON.stringify({ TableName: 'bench', Key })
  const client = new AwsClient({ ...credentials, region, service: 'dynamodb' })
  const { Item } = await (await client.fetch(endpoint, { method: 'POST', headers, body })).json()
  return JSON.parse(Item.value.S)
}`,
}

const handler = `
export default {
  async fetch(request, env) {
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
    const { value } = await get({ endpoint: env.ENDPOINT, region: 'us-west-2', credentials })
    return new Response(String(value.length))
  },
}`

/** The first request of a fresh isolate, as who asks it sees it. */
export const inWorkerd = (name) => ({
  name: 'workerd',
  inParent: async ({ urls }) => {
    const folder = await mkdtemp(join(tmpdir(), 'dynadict-bench-'))
    try {
      await bundle(workers[name] + handler, join(folder, 'worker.js'))
      const { withWorkerd } = await loadFromTests('runtimes/workerd.ts')
      const served = { folder, module: 'worker.js', flags: ['nodejs_compat'], bindings: { ENDPOINT: urls.null } }
      const firstGetMs = await withWorkerd(served, firstAnswerMs)
      return [{ case: 'workerd', metrics: { firstGetMs } }]
    } catch (error) {
      return [{ case: 'workerd', failure: `${error.name}: ${error.message}` }]
    } finally {
      await rm(folder, { recursive: true })
    }
  },
})

async function firstAnswerMs(url) {
  const start = performance.now()
  const answer = await fetch(url)
  const text = await answer.text()
  if (!(Number(text) > 0)) throw new Error(`the Worker answers ${answer.status}: ${text.slice(0, 200)}`)
  return performance.now() - start
}

async function bundle(contents, outfile) {
  const { build } = await import('esbuild')
  await build({
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['node:*'],
    minify: true,
  })
}
