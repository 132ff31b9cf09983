/** Measures dynadict and what it is compared with: `npm run bench`. */

import { parseArgs } from 'node:util'
import { fetchBinaries, fetchPeers, fetchPython } from './peers.mjs'
import { questions } from './questions/index.mjs'
import { summarise } from './report/summary.mjs'
import { tablesOf } from './report/table.mjs'
import { runQuestion } from './run-question.mjs'

const usage = `Usage: npm run bench -- [${Object.keys(questions).join(' | ')}]… [options]

Asks the questions that are named, or all.

  --json             prints the samples of all rounds as JSON, and no tables
  --update           writes the tables into docs/benchmarks.md
  --node <version>   20, 22 or 24, of those that the tests pin; else the Node that runs this
  --engine <name>    dynoxide or dynalite; else dynoxide on Linux on x64, dynalite elsewhere
  --rounds <number>  of each question; else what the question says
  --ms <number>      how long each operation is called; else what the question says
  --items <number>   in bulk; else what the question says
  --only <name>      a contender, may be given several times
`
const defaultEngine = `${process.platform}-${process.arch}` === 'linux-x64' ? 'dynoxide' : 'dynalite'

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
      node: { type: 'string' },
      engine: { type: 'string', default: defaultEngine },
      rounds: { type: 'string' },
      ms: { type: 'string' },
      items: { type: 'string' },
      only: { type: 'string', multiple: true },
    },
  })
  const unknown = positionals.filter((name) => !Object.hasOwn(questions, name))
  if (unknown.length > 0) throw new Error(`no such question: ${unknown.join(', ')}`)
  const names = positionals.length > 0 ? positionals : Object.keys(questions)
  const counts = { rounds: count(values.rounds, '--rounds'), timeMs: count(values.ms, '--ms') }
  return { ...values, names, ...counts, items: count(values.items, '--items') }
}

function count(text, option) {
  if (text === undefined) return undefined
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new Error(`${option} takes a number above 0`)
  return number
}

let asked
try {
  asked = readArguments()
} catch (error) {
  process.stderr.write(`${error.message}\n\n${usage}`)
  process.exit(2)
}

const asksFor = (need) => asked.names.some((name) => questions[name].needs.includes(need))
const say = (text) => process.stderr.write(`${text}\n`)
if (asksFor('python')) fetchPython(say)
if (asksFor('peers')) await fetchPeers()
const binaries = asked.node || asksFor('workerd') ? await fetchBinaries() : {}
const node = asked.node ? binaries[`node${asked.node}`] : process.execPath

const answers = {}
for (const name of asked.names) {
  const question = questions[name]
  const { engine, rounds, timeMs, items, only: contenders } = asked
  const workerd = binaries.workerd
  answers[name] = await runQuestion(question, { node, engine, rounds, timeMs, items, contenders, say, workerd })
  if (!asked.json) console.log(`\n## ${question.title}\n\n${tablesOf(summarise(answers[name], question.baseline))}`)
}
if (asked.json) console.log(JSON.stringify(answers, null, 2))
