import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commands, groupWords } from '../../../src/cli/commands.ts'
import { exitCodes } from '../../../src/cli/exit-codes.ts'
import { helpOf } from '../../../src/cli/help.ts'
import { optionNames } from '../../../src/cli/options.ts'
import { parse } from '../../../src/cli/parse.ts'

const file = fileURLToPath(new URL('../../../docs/command-line.md', import.meta.url))
const page = await readFile(file, 'utf8')
const heading = '## Reference\n'

/** A command line as a shell splits it, as far as the documentation uses one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '')

/** What stands behind `dynadict` in a line of a shell: to its end, a comment, a pipe or a redirection. */
const callsIn = (line: string): string[][] =>
  [...line.matchAll(/(?:^|[|(] ?)(?:npx (?:-p \S+ )*)?dynadict ((?:'[^']*'|"[^"]*"|[^'"|><)])*)/g)].map(
    ([, call = '']) => wordsOf(call.replace(/ #.*/, '')),
  )

test('the reference of docs/command-line.md is the help of the program: npx vitest run test/unit/cli/docs --update', async () => {
  const topics = [undefined, ...Object.keys(commands)]
  const sections = topics.map(
    (topic) => `### ${topic ? `\`dynadict ${topic}\`` : '`dynadict`'}\n\n\`\`\`text\n${helpOf(topic)}\`\`\`\n`,
  )
  const [head] = page.split(heading)
  await expect(`${head}${heading}\n${sections.join('\n')}`).toMatchFileSnapshot(file)
})

test('docs/command-line.md has a row for each exit code', () => {
  const rows = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, about]) => [Number(code), about])
  expect(rows).toEqual(exitCodes)
})

test('docs/command-line.md and the help name what the environment may say of the connection', () => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL']) {
    expect(page.split(heading)[0]).toContain(`\`${name}\``)
    expect(helpOf(undefined)).toMatch(new RegExp(`\\b${name}\\b`))
  }
})

test('every command line in the documentation and in the examples of the help is one that the program takes', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const [head = ''] = page.split(heading)
  const blocks = [head, readme].flatMap((text) =>
    [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block),
  )
  const shown = Object.values(commands).flatMap(({ examples }) => examples.map(([line]) => line))
  const lines = [...blocks.flatMap((block) => block.split('\n')), ...shown]
  const calls = lines.flatMap(callsIn)
  expect(calls.length).toBeGreaterThan(shown.length)
  for (const line of shown) expect(callsIn(line), line).not.toEqual([])
  for (const words of calls) expect(() => parse(words), words.join(' ')).not.toThrow()
})

test('every option is one of some command, and every command has an example of itself', () => {
  const used = new Set(['debug', 'help', 'version', ...Object.values(commands).flatMap(({ options }) => options)])
  expect(optionNames.filter((name) => !used.has(name))).toEqual([])
  for (const [name, { examples }] of Object.entries(commands))
    expect(
      examples.some(([line]) => line.includes(`dynadict ${name}`)),
      name,
    ).toBe(true)
})

test('help is at most 80 columns wide, for each command, each first word and the program', () => {
  for (const topic of [undefined, ...groupWords, ...Object.keys(commands)]) {
    const lines = helpOf(topic).split('\n')
    expect(
      lines.filter((line) => line.length > 80),
      topic,
    ).toEqual([])
    expect(lines.length, topic).toBeGreaterThan(4)
  }
})
