/** What the library is for, in one run: every resource three times through a `CachedSession`, by each transport. */

import { parseArgs } from 'node:util'
import { startEngine } from './engine.mjs'
import { roundTripMs, startOrigin } from './origin.mjs'
import { openRun, runTransport } from './transport-run.mjs'

const usage = `Usage: npm run demo -- [options] [URL ...]

Fetches each URL three times through an HTTP cache on DynamoDB, and shows what came from where.
Without URLs it asks a small HTTP API that it starts on loopback.

  --endpoint <address>  address of a DynamoDB, such as http://localhost:8000
  --region <name>       AWS Region, such as us-west-2
  --table <name>        table to use, made if it is missing (default: http_cache)
  --help                print this

Without --endpoint and --region the table is on an engine in this process. With either of them credentials come
from the environment, and what the demo has written is removed at the end.
`

/** What the caller got wrong: told in one line, without a stack. */
class UsageError extends Error {}

function readArguments(args) {
  const text = { type: 'string' }
  const options = { endpoint: text, region: text, table: text, help: { type: 'boolean' } }
  const { values, positionals } = asUsageError(() => parseArgs({ args, options, allowPositionals: true }))
  for (const url of positionals) {
    const isHttp = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
    if (!isHttp) throw new UsageError(`'${url}' is not an http or https URL`)
  }
  return { ...values, urls: positionals }
}

function asUsageError(work) {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    // Node's first sentence says what is wrong, the others guess at what was meant.
    throw new UsageError(error.message.split(/\.\s|\.$/)[0])
  }
}

/** Resolves with the exit code. */
async function demo({ endpoint, region, table = 'http_cache', urls }) {
  const isEmbedded = endpoint === undefined && region === undefined
  const engine = isEmbedded ? await startEngine() : undefined
  const api = urls.length === 0 ? await startOrigin() : undefined
  try {
    const connection = engine?.connection ?? { endpoint, region }
    // In a real table, neither what another run has left nor what it does at this moment may be met.
    const namespace = isEmbedded ? 'demo' : `demo-${new Date().toISOString()}`
    const runs = asUsageError(() =>
      ['sigv4', 'aws-sdk'].map((transport) => openRun({ connection, table, namespace, transport, isEmbedded })),
    )

    if (api) console.log(`API: ${api.url}, ${roundTripMs} ms away; /users takes 200 ms more, /config 100 ms`)
    console.log(`DynamoDB: ${isEmbedded ? 'embedded engine' : (endpoint ?? region)}\n`)
    const resources = api?.resources ?? urls.map((url) => ({ url }))
    let wentWell = true
    for (const run of runs) wentWell = (await runTransport(run, resources, api?.url)) && wentWell
    return wentWell ? 0 : 1
  } finally {
    await api?.close()
    await engine?.close()
  }
}

// A reader that has seen enough, such as head, is no reason to leave a table as it is.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  const { help, ...options } = readArguments(process.argv.slice(2))
  if (help) process.stdout.write(usage)
  else process.exitCode = await demo(options)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`demo: ${error.message}; --help lists the options`)
  process.exitCode = 2
}
