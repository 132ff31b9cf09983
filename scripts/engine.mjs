/**
 * Starts an engine, and stops it on ^C: `npm run engine -- dynamodb-local`. The engines are those of the tests, in
 * TypeScript, which Node 20 does not run by itself.
 */

import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const { module } = await runnerImport(fileURLToPath(new URL('../test/engines/engines.ts', import.meta.url)))
const names = Object.keys(module.engines)
const usage = `Usage: npm run engine -- <${names.join(' | ')}> [--port <number>]

Starts an engine in memory, on port 8000 unless another is named; 0 is any that is free.
`

function readArguments() {
  const { values, positionals } = parseArgs({ options: { port: { type: 'string' } }, allowPositionals: true })
  const [name, ...more] = positionals
  const port = Number(values.port ?? 8_000)
  const isPort = Number.isInteger(port) && port >= 0 && port < 65_536
  return names.includes(name) && more.length === 0 && isPort ? { name, port } : undefined
}

let asked
try {
  asked = readArguments()
} catch {}
if (!asked) {
  process.stderr.write(usage)
  process.exit(2)
}

try {
  const stopped = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)))
  const engine = await module.engines[asked.name](asked.port)
  console.log(`${asked.name}, in memory until ^C. Settings:

AWS_ENDPOINT_URL_DYNAMODB=${engine.url}
AWS_REGION=us-west-2
AWS_ACCESS_KEY_ID=local
AWS_SECRET_ACCESS_KEY=local`)
  await stopped
  await engine.close()
} catch (error) {
  console.error(`engine: ${error.message}`)
  process.exitCode = 1
}
