import type { Argument, Command } from './command.ts'
import { commands } from './commands.ts'
import { exitCodes } from './exit-codes.ts'
import { commonOptions, connectionOptions, type OptionName, optionOf } from './options.ts'
import type { Paint } from './paint.ts'

/** The columns of most terminals. */
const width = 80

const groups: Readonly<Record<Command['group'], string>> = {
  dict: 'A dict, keys and values',
  cache: 'An HTTP cache, URLs and responses',
  table: 'The table that holds them',
  other: 'Beside them',
}

const usage = `dynadict: a dictionary and an HTTP cache on DynamoDB

Usage: dynadict COMMAND [ARGUMENTS] [OPTIONS]`

const intro =
  'A table holds any number of dicts and HTTP caches, each in a namespace. What works on a dict takes keys; what works on ' +
  "an HTTP cache takes URLs. 'dynadict COMMAND --help' says more of each, with examples."

const firstSteps: Command['examples'] = [
  ['dynadict local', 'an engine on this machine, without AWS; elsewhere, set what it prints'],
  ['dynadict table create', 'the table'],
  ['dynadict set greeting \'"hello"\'', 'a value of a dict, as JSON'],
  ['dynadict fetch https://example.com/ --expire-after 1h', 'a response of the HTTP cache'],
]

const settings =
  "Region and credentials come from the environment, from AWS's configuration files and from the instance, as for the AWS " +
  'CLI; all but the environment needs the package @aws-sdk/client-dynamodb beside dynadict. Colours and progress are for ' +
  'terminals; NO_COLOR turns colours off.'

/** The help of a command, of commands that begin with the same word, or of the program, with its titles in bold. */
export const helpOf = (topic: string | undefined, paint: Paint = (_, text) => text): string =>
  textOf(topic).replace(/^[A-Z][^.\n]{1,45}$/gm, (title) => paint('bold', title))

function textOf(topic: string | undefined): string {
  const command = topic === undefined ? undefined : commands[topic]
  if (topic !== undefined && command) return helpOfCommand(topic, command)
  const isMeant = (name: string) => topic === undefined || name.startsWith(`${topic} `)
  const named = Object.entries(commands).filter(([name]) => isMeant(name))
  const column = Math.max(...named.map(([name, { args }]) => `${name} ${argsText(args)}`.trimEnd().length))
  const parts = Object.entries(groups).flatMap(([group, title]) => {
    const lines = named
      .filter(([, { group: own }]) => own === group)
      .map(([name, { args, about }]) => `  ${`${name} ${argsText(args)}`.trimEnd().padEnd(column)}  ${about}`)
    return lines.length > 0 ? [[title, ...lines].join('\n')] : []
  })
  if (topic !== undefined) return `${parts.join('\n\n')}\n`
  const codes = exitCodes.map(([code, about]) => `  ${String(code).padEnd(4)} ${about}`)
  const common = optionLines('Options of all commands', [...commonOptions, 'version'])
  const asking = optionLines('Options of all that ask DynamoDB', connectionOptions)
  const begin = exampleLines('First steps', firstSteps)
  const all = [usage, wrapped(intro, '  '), ...parts, asking, common, begin, ['Exit codes', ...codes].join('\n')]
  return `${[...all, wrapped(settings, '')].join('\n\n')}\n`
}

function helpOfCommand(name: string, { about, args, details, options, examples }: Command): string {
  const isConnection = (option: OptionName) => (connectionOptions as readonly string[]).includes(option)
  const own = [...options.filter((option) => !isConnection(option)), ...commonOptions]
  const asking = options.filter(isConnection)
  return `${[
    `dynadict ${name}: ${about}`,
    `Usage: ${['dynadict', name, argsText(args), '[OPTIONS]'].filter(Boolean).join(' ')}`,
    ...details.map((paragraph) => wrapped(paragraph, '  ')),
    ...(args ?? []).flatMap(({ name: what, choices }) => (choices ? [`${what} is one of ${choices.join(', ')}.`] : [])),
    optionLines('Options', own),
    ...(asking.length > 0
      ? [wrapped(`Where it is: ${asking.map((option) => `--${option}`).join(', ')}; see dynadict --help.`, '')]
      : []),
    exampleLines('Examples', examples),
  ].join('\n\n')}\n`
}

function exampleLines(title: string, examples: Command['examples']): string {
  const column = Math.max(...examples.map(([command]) => command.length))
  const isBeside = examples.every(([, about]) => column + about.length + 7 <= width)
  const lines = examples.flatMap(([command, about]) =>
    isBeside ? [`  ${command.padEnd(column)}   # ${about}`] : [`  # ${about}`, `  ${command}`],
  )
  return [title, ...lines].join('\n')
}

const argsText = (args: readonly Argument[] = []): string =>
  args
    .map(({ name, isMany, isOptional }) => {
      const text = isMany ? `${name}…` : name
      return isOptional ? `[${text}]` : text
    })
    .join(' ')

function optionLines(title: string, names: readonly OptionName[]): string {
  const rows = names.map((name) => {
    const { short, value, about, choices } = optionOf(name)
    const left = `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`
    return { left, right: choices ? `${about}: ${choices.join(', ')}` : about }
  })
  const column = Math.max(...rows.map(({ left }) => left.length))
  const lines = rows.map(({ left, right }) => {
    const indent = ' '.repeat(column + 4)
    return `  ${left.padEnd(column)}  ${wrapped(right, indent).trimStart()}`
  })
  return [title, ...lines].join('\n')
}

/** A paragraph in lines of at most `width` characters, each indented. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + word.length + 1 > width) {
      lines.push(line)
      line = indent
    }
    line += line.length > indent.length ? ` ${word}` : word
  }
  return [...lines, line].join('\n')
}
