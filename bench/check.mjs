/**
 * A short measure of the ratios that `reach.mjs` holds: `npm run bench:check`. Only ratios, of contenders by turns, each in a
 * process of its own; and what is beyond its limit is measured once more, longer. `--output <file>` takes how many were kept.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { defaultEngine } from './engine-name.mjs'
import { questions } from './questions/index.mjs'
import { goalsOn } from './reach.mjs'
import { judge, verdictTable } from './report/judge.mjs'
import { runQuestion } from './run-question.mjs'

const { values } = parseArgs({ options: { output: { type: 'string' } } })
const checked = goalsOn(parseInt(process.versions.node, 10)).filter(({ check }) => check !== undefined)
const answers = {}

await measure(checked, { rounds: 3, timeMs: 250 })
const beyond = new Set(judge(checked, answers, 'check').flatMap(({ what, isKept }) => (isKept ? [] : [what])))
await measure(
  checked.filter(({ what }) => beyond.has(what)),
  { rounds: 5, timeMs: 500 },
)
const verdicts = judge(checked, answers, 'check')
console.log(verdictTable(verdicts))

const passed = verdicts.filter(({ isKept }) => isKept).length
const failed = verdicts.length - passed
console.log(`\n${passed} ratios kept, ${failed} not`)
if (values.output) writeFileSync(values.output, JSON.stringify({ passed, failed }))
process.exitCode = failed === 0 ? 0 : 1

/** Asks each question only what the goals are about. What was measured before is forgotten. */
async function measure(asked, lengths) {
  for (const name of new Set(asked.map(({ question }) => question))) {
    const own = asked.filter(({ question }) => question === name)
    answers[name] = await runQuestion(questions[name], {
      ...lengths,
      node: process.execPath,
      engine: defaultEngine,
      items: 1_000,
      contenders: own.flatMap(({ of, to }) => [of, to]),
      cases: casesOf(name, own),
    })
  }
}

/** In bulk each task needs what the others leave behind. */
function casesOf(name, own) {
  return name === 'far' ? undefined : own.map((goal) => goal.case)
}
