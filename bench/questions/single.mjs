/** Single operations: what a client costs by itself, on a server that answers at once. */

import { Agent, request } from 'node:http'
import { connection } from '../contenders/connection.mjs'
import { openDict } from '../contenders/dict.mjs'
import { steady } from '../measure/steady.mjs'
import { loadPeer } from '../peers/load.mjs'
import { sampleValue, table } from '../servers/null-answers.mjs'

const key = { namespace: 'bench', key: 'key' }
const marshalledKey = { namespace: { S: 'bench' }, key: { S: 'key' } }
const value = sampleValue(1_000)
const text = JSON.stringify(value)
const getInput = { TableName: table, Key: marshalledKey }
const putInput = { TableName: table, Item: { ...marshalledKey, value: { S: text } } }

async function ours(url, options) {
  const dict = await openDict(table, { url, ...options })
  return { get: () => dict.get('key'), set: () => dict.set('key', value) }
}

async function sdkClient(endpoint) {
  const { DynamoDBClient, GetItemCommand, PutItemCommand } = await import('@aws-sdk/client-dynamodb')
  const client = new DynamoDBClient(connection(endpoint))
  return {
    get: async () => JSON.parse((await client.send(new GetItemCommand(getInput))).Item.value.S),
    set: () => client.send(new PutItemCommand(putInput)),
  }
}

async function documentClient(endpoint) {
  const { DynamoDBClient } = await loadPeer('@aws-sdk/client-dynamodb')
  const { DynamoDBDocumentClient, GetCommand, PutCommand } = await loadPeer('@aws-sdk/lib-dynamodb')
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(connection(endpoint)))
  return {
    get: async () => JSON.parse((await client.send(new GetCommand({ TableName: table, Key: key }))).Item.value),
    set: () => client.send(new PutCommand({ TableName: table, Item: { ...key, value: text } })),
  }
}

async function aws4fetch(endpoint) {
  const { AwsClient } = await import('aws4fetch')
  const { region, credentials } = connection(endpoint)
  const client = new AwsClient({ ...credentials, region, service: 'dynamodb' })
  return calls((operation, body) => client.fetch(endpoint, post(operation, body)).then((response) => response.json()))
}

/** Neither signs: what is below every client. */
const bareFetch = async (endpoint) =>
  calls((operation, body) => fetch(endpoint, post(operation, body)).then((response) => response.json()))

async function bareHttp(endpoint) {
  const agent = new Agent({ keepAlive: true })
  return calls(
    (operation, body) =>
      new Promise((resolve, reject) => {
        const { method, headers } = post(operation, body)
        const length = Buffer.byteLength(body)
        const sent = request(
          endpoint,
          { method, agent, headers: { ...headers, 'content-length': length } },
          (answer) => {
            const parts = []
            answer.on('data', (part) => parts.push(part))
            answer.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())))
          },
        )
        sent.on('error', reject)
        sent.end(body)
      }),
  )
}

const post = (operation, body) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
  body,
})

const calls = (send) => ({
  get: async () => JSON.parse((await send('GetItem', JSON.stringify(getInput))).Item.value.S),
  set: () => send('PutItem', JSON.stringify(putInput)),
})

const contender = (connect) => ({
  async *measure({ urls, timeMs, isWanted }) {
    const operations = await connect(urls.null)
    if ((await operations.get())?.value === undefined) throw new Error('get gave no value')
    for (const atOnce of [1, 32])
      for (const [name, operation] of Object.entries(operations)) {
        const what = `${name}, ${atOnce} at once`
        if (isWanted(what)) yield { case: what, metrics: await steady(operation, { atOnce, timeMs }) }
      }
  },
})

export const single = {
  title: 'Single operations of 1 KB, on a server that answers at once',
  needs: ['null', 'peers'],
  baseline: 'SDK client',
  rounds: 5,
  timeMs: 1_000,
  contenders: {
    'dynadict, sigv4': contender((endpoint) => ours(endpoint, { transport: 'sigv4' })),
    'dynadict, sigv4 by fetch': contender((endpoint) => ours(endpoint, { transport: 'sigv4', fetch })),
    'dynadict, aws-sdk': contender((endpoint) => ours(endpoint, { transport: 'aws-sdk' })),
    'SDK client': contender(sdkClient),
    'SDK DocumentClient': contender(documentClient),
    aws4fetch: contender(aws4fetch),
    'bare fetch': contender(bareFetch),
    'bare node:http': contender(bareHttp),
  },
}
