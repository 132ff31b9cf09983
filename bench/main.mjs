/** Measures dynadict and what it is compared with: `npm run bench`. */

import { parseArgs } from 'node:util'
import { defaultEngine } from './engine-name.mjs'
import { fetchBinaries, fetchPeers, fetchPython } from './peers.mjs'
import { questions } from './questions/index.mjs'
import { goalsOn } from './reach.mjs'
import { judge, verdictTable } from './report/judge.mjs'
import { summarise } from './report/summary.mjs'
import { tablesOf } from './report/table.mjs'
import { runQuestion } from './run-question.mjs'
import { updatePage } from './update-page.mjs'
import { versionsTable } from './versions.mjs'

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

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
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
  if (values.node !== undefined && !['20', '22', '24'].includes(values.node))
    throw new Error('--node takes 20, 22 or 24')
  if (!['dynoxide', 'dynalite'].includes(values.engine)) throw new Error('--engine takes dynoxide or dynalite')
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
if (asked.help) {
  process.stdout.write(usage)
  process.exit()
}

const asksFor = (need) => asked.names.some((name) => questions[name].needs.includes(need))
const say = (text) => process.stderr.write(`${text}\n`)
if (asksFor('python')) fetchPython(say)
if (asksFor('peers')) await fetchPeers()
const binaries = asked.node || asksFor('workerd') ? await fetchBinaries() : {}
const node = asked.node ? binaries[`node${asked.node}`] : process.execPath

const answers = {}
const sections = {}
for (const name of asked.names) {
  const question = questions[name]
  const { engine, rounds, timeMs, items, only: contenders } = asked
  answers[name] = await runQuestion(question, { node, engine, rounds, timeMs, items, contenders, say })
  sections[name] = tablesOf(summarise(answers[name], question.baseline))
  if (!asked.json) console.log(`\n## ${question.title}\n\n${sections[name]}`)
}
const verdicts = judge(goalsOn(parseInt(asked.node ?? process.versions.node, 10)), answers, 'goal').filter(
  ({ measured, peerFails }) => measured !== undefined || peerFails,
)
if (verdicts.length > 0) sections.reach = verdictTable(verdicts)
if (asked.json) console.log(JSON.stringify({ answers, verdicts }, null, 2))
else if (sections.reach) console.log(`\n## What is to be reached\n\n${sections.reach}`)
// The goals are of all questions, and so a part of them is nothing to write down.
if (asked.update) {
  if (asked.names.length < Object.keys(questions).length) delete sections.reach
  updatePage({ ...sections, versions: versionsTable() }, { node, engine: asked.engine })
}
