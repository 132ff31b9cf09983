/**
 * Measures one contender of a question, in a process that does nothing else. Prints each result as a line of JSON when it is
 * there, so that what a contender can do is known, though it fails later on.
 */

import { questions } from './questions/index.mjs'

const { question, contender, settings } = JSON.parse(process.argv[2])
const isWanted = (name) => !settings.cases || settings.cases.includes(name)
try {
  const results = questions[question].contenders[contender].measure({ ...settings, isWanted })
  for await (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`)
} catch (error) {
  process.stdout.write(`${JSON.stringify({ failure: `${error.name}: ${error.message}` })}\n`)
}
process.stdout.write('', () => process.exit())
