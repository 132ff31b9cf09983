/**
 * The policy by itself: what a decision costs, whether a stored response may be used. It is no public name, so it comes from the
 * sources, built as `dist` is.
 */

import { fileURLToPath } from 'node:url'
import { steady } from '../measure/steady.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = `
export { decide } from './src/core/http/policy/reuse.ts'
export * from './test/unit/core/http/policy/fixture.ts'
`
/** So many to a call, since one is shorter than what the harness takes. */
const many = 1_000
const headers = { 'cache-control': 'max-age=60, public', etag: '"a"' }
const cases = { 'a fresh one': 0, 'a stale one': 100_000 }

/** Ours, on the fixtures of its own tests: a response that came 30 s ago. */
async function ours() {
  const { build } = await import('esbuild')
  const stdin = { contents: program, resolveDir: root, loader: 'ts' }
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', target: 'es2022', write: false })
  const { decide, now, request, shared, stored } = await import(
    `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
  )
  const [asked, found] = [request(), stored(headers)]
  return (laterMs) => decide(shared, asked, found, now + laterMs).action === 'serve'
}

async function semantics() {
  const { default: CachePolicy } = await import('http-cache-semantics')
  const asked = { url: '/', method: 'GET', headers: {} }
  let time = Date.UTC(2026, 10, 22, 12)
  class Timed extends CachePolicy {
    now() {
      return time
    }
  }
  const start = time
  const policy = new Timed(asked, { status: 200, headers: { ...headers, date: new Date(start).toUTCString() } })
  return (laterMs) => {
    time = start + 30_000 + laterMs
    return policy.satisfiesWithoutRevalidation(asked)
  }
}

const contender = (open) => ({
  async *measure({ timeMs, isWanted }) {
    const isUsed = await open()
    for (const [name, laterMs] of Object.entries(cases)) {
      if (!isWanted(name)) continue
      if (isUsed(laterMs) !== (laterMs === 0)) throw new Error(`it decides otherwise of ${name}`)
      const repeated = async () => {
        for (let count = 0; count < many; count++) isUsed(laterMs)
      }
      const { cpuUs, medianUs } = await steady(repeated, { timeMs })
      yield { case: name, metrics: { cpuUs: cpuUs / many, medianUs: medianUs / many } }
    }
  },
})

export const policy = {
  title: 'Decisions of the cache policy, without input or output',
  needs: [],
  baseline: 'http-cache-semantics',
  rounds: 5,
  timeMs: 500,
  contenders: {
    dynadict: contender(ours),
    'http-cache-semantics': contender(semantics),
  },
}
