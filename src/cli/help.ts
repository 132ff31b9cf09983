import { type Argument, type Command, commands, groupWords } from './commands.ts'
import { exitCodes } from './exit-codes.ts'
import { commonOptions, connectionOptions, type OptionName, optionOf } from './options.ts'

const width = 100

const groups: Readonly<Record<Command['group'], string>> = {
  dict: 'A dict, keys and values',
  cache: 'An HTTP cache, URLs and responses',
  table: 'The table that holds them',
  other: 'Beside them',
}

const intro = `dynadict: a dictionary and an HTTP cache on DynamoDB

Usage: dynadict COMMAND [ARGUMENTS] [OPTIONS]

  A table holds any number of dicts and HTTP caches, each in a namespace. What works on a dict takes keys; what works on
  an HTTP cache takes URLs. 'dynadict COMMAND --help' says more of each, with examples.`

const begin = `First steps
  dynadict local                     an engine on this machine, without AWS; set what it prints, elsewhere
  dynadict table create              makes the table
  dynadict set greeting '"hello"'    a value of a dict, as JSON
  dynadict fetch https://example.com/ --expire-after 1h`

const ends = `Region and credentials come from the environment, from AWS's configuration files and from the instance, as for the AWS
CLI; all but the environment needs the package @aws-sdk/client-dynamodb beside dynadict. Colours and progress are for
terminals; NO_COLOR turns colours off.`

/** The help of a command, of commands that begin with the same word, or of the program. */
export function helpOf(topic: string | undefined): string {
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
  const codes = ['Exit codes', ...exitCodes.map(([code, about]) => `  ${String(code).padEnd(4)} ${about}`)].join('\n')
  const common = optionLines('Options of all commands', commonOptions)
  const asking = optionLines('Options of all that ask DynamoDB', connectionOptions)
  return `${[intro, ...parts, asking, common, begin, codes, ends].join('\n\n')}\n`
}

function helpOfCommand(name: string, { about, args, details, options, examples }: Command): string {
  const isConnection = (option: OptionName) => (connectionOptions as readonly string[]).includes(option)
  const own = [...options.filter((option) => !isConnection(option)), ...commonOptions]
  const asking = options.filter(isConnection)
  const longest = Math.max(...examples.map(([command]) => command.length))
  // A comment behind a long line would be read by nobody.
  const isBeside = longest <= 60
  const shown = examples.flatMap(([command, what]) =>
    isBeside ? [`  ${command.padEnd(longest)}   # ${what}`] : [`  # ${what}`, `  ${command}`],
  )
  return `${[
    `dynadict ${name}: ${about}`,
    `Usage: ${['dynadict', name, argsText(args), '[OPTIONS]'].filter(Boolean).join(' ')}`,
    ...details.map((paragraph) => wrapped(paragraph, '  ')),
    ...(args ?? []).flatMap(({ name: what, choices }) => (choices ? [`${what} is one of ${choices.join(', ')}.`] : [])),
    optionLines('Options', own),
    ...(asking.length > 0 ? [optionLines('Where it is', asking)] : []),
    ['Examples', ...shown].join('\n'),
  ].join('\n\n')}\n`
}

const argsText = (args: readonly Argument[] = []): string =>
  args
    .map(({ name, isMany, isOptional }) =>
      `${name}${isMany ? '…' : ''}`.replace(/.*/s, (text) => (isOptional ? `[${text}]` : text)),
    )
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

/** Topics that have help: each command, each first word, and the program itself. */
export const helpTopics: readonly (string | undefined)[] = [undefined, ...groupWords, ...Object.keys(commands)]
