/** The start: a fresh process, or a fresh isolate, until its first `get` is answered by a server that answers at once. */

import { fileURLToPath } from 'node:url'
import { inWorkerd } from '../contenders/start-workerd.mjs'
import { runProgram } from '../run-contender.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const peers = fileURLToPath(new URL('../peers/', import.meta.url))
const connection = `{ endpoint: process.env.BENCH_URL, region: 'us-west-2', credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' } }`

/** A program: what it imports, and what it then does to get a value. Names are found from the folder that it runs in. */
const inNode = (folder, imports, get) => ({
  name: 'Node.js',
  inParent: async ({ urls, node }) => {
    const program = `
const begun = performance.now()
${imports}
const imported = performance.now()
const value = await (async () => { ${get} })()
const answered = performance.now()
if (!value) throw new Error('get gave no value')
console.log(JSON.stringify({ importMs: imported - begun, firstGetMs: answered - begun, processMs: answered }))
process.exit()`
    const env = { ...process.env, NODE_NO_WARNINGS: '1', BENCH_URL: urls.null }
    const args = ['--input-type=module', '--eval', program]
    const { output, end } = await runProgram(node, args, { cwd: folder, env })
    return [end === undefined ? { case: 'Node.js', metrics: JSON.parse(output) } : { case: 'Node.js', failure: end }]
  },
})

const ours = (transport) =>
  inNode(
    root,
    `const { DynamoDbDict } = await import('./dist/node.js')`,
    `return new DynamoDbDict('bench', { ...${connection}, namespace: 'bench', transport: '${transport}' }).get('key')`,
  )

const sdk = inNode(
  root,
  `const { DynamoDBClient, GetItemCommand } = await import('@aws-sdk/client-dynamodb')`,
  `const key = { namespace: { S: 'bench' }, key: { S: 'key' } }
   const { Item } = await new DynamoDBClient(${connection}).send(new GetItemCommand({ TableName: 'bench', Key: key }))
   return JSON.parse(Item.value.S)`,
)

const keyv = inNode(
  peers,
  `const [{ Keyv }, { KeyvDynamo }] = await Promise.all([import('keyv'), import('@keyv/dynamo')])`,
  `return new Keyv({ store: new KeyvDynamo({ ...${connection}, tableName: 'bench' }), throwOnErrors: true }).get('key')`,
)

const bareAws4fetch = inNode(
  root,
  `const { AwsClient } = await import('aws4fetch')`,
  `const { endpoint, region, credentials } = ${connection}
   const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' }
   const body = JSON.stringify({ TableName: 'bench', Key: { namespace: { S: 'bench' }, key: { S: 'key' } } })
   const client = new AwsClient({ ...credentials, region, service: 'dynamodb' })
   return (await (await client.fetch(endpoint, { method: 'POST', headers, body })).json()).Item`,
)

const both = (...contenders) => ({
  inParent: async (settings) => {
    const results = []
    for (const { name, inParent } of contenders)
      if (!settings.cases || settings.cases.includes(name)) results.push(...(await inParent(settings)))
    return results
  },
})

export const start = {
  title: 'The start, until the first get is answered at once',
  needs: ['null', 'peers', 'workerd'],
  baseline: 'SDK client',
  rounds: 7,
  contenders: {
    'dynadict, sigv4': both(ours('sigv4'), inWorkerd('dynadict')),
    'dynadict, aws-sdk': ours('aws-sdk'),
    'SDK client': both(sdk, inWorkerd('sdk')),
    '@keyv/dynamo': keyv,
    aws4fetch: both(bareAws4fetch, inWorkerd('aws4fetch')),
  },
}
