import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const child = fileURLToPath(new URL('child.mjs', import.meta.url))
const root = fileURLToPath(new URL('../', import.meta.url))
const limitMs = 600_000

/** Measures one contender in a process of its own, and resolves with its results: metrics by case, or a failure. */
export async function runContender(question, contender, { node, settings }) {
  const { inParent, command } = question.contenders[contender]
  if (inParent) return inParent({ ...settings, node })
  const [program, ...args] = command?.(settings) ?? [
    node,
    '--expose-gc',
    child,
    JSON.stringify({ question: question.name, contender, settings }),
  ]
  if (!existsSync(program)) return [{ failure: 'is not there' }]
  const { output, end } = await runProgram(program, args)
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  const results = lines.map((line) => JSON.parse(line))
  const isFailed = results.some((result) => result.failure !== undefined && result.case === undefined)
  return end === undefined || isFailed ? results : [...results, { failure: end }]
}

/** What a program printed, and how it ended, if not well. */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    const started = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
      timeout: limitMs,
      ...options,
    })
    let output = ''
    let errors = ''
    started.stdout.on('data', (text) => {
      output += text
    })
    started.stderr.on('data', (text) => {
      errors = `${errors}${text}`.slice(-400)
    })
    started.once('error', (error) => resolve({ output, end: error.message }))
    started.once('close', (code, signal) => {
      const how = signal === 'SIGTERM' ? `no end after ${limitMs / 1_000} s` : `ended with ${signal ?? code}: ${errors}`
      resolve({ output, end: code === 0 ? undefined : how.trim().replaceAll(root, '') })
    })
  })
}
