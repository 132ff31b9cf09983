import { parseArgs } from 'node:util'
import type { Argument, Command, Invocation } from './command.ts'
import { commands, groupWords } from './commands.ts'
import { nearest } from './nearest.ts'
import { commonOptions, type OptionName, optionNames, optionOf } from './options.ts'
import { UsageError } from './usage-error.ts'
import { readValue, type Values } from './values.ts'

/** What a command line asks for. */
export type Plan =
  | { readonly kind: 'help'; readonly topic: string | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly name: string; readonly command: Command; readonly invocation: Invocation }

/**
 * Reads a command line. Options may stand anywhere, before the command too; behind `--` all are arguments.
 *
 * @throws {UsageError} that says what is wrong with it.
 */
export function parse(argv: readonly string[]): Plan {
  const { given, words } = tokensOf(argv)
  if (given.has('version')) return { kind: 'version' }
  const asked = words[0] === 'help' ? words.slice(1) : words
  if (given.has('help') || words[0] === 'help') return { kind: 'help', topic: topicOf(asked) }
  const name = nameOf(words)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw unknownCommand(words)
  const args = words.slice(name.split(' ').length)
  checkOptions(name, command, [...given.keys()])
  checkArguments(name, command.args ?? [], args)
  const values = Object.fromEntries([...given].map(([option, texts]) => [option, readValue(option, texts, name)]))
  return { kind: 'run', name, command, invocation: { args, values: values as Values } }
}

/** Whether a command line asks for stacks, whatever else is wrong with it. */
export const wantsDebug = (argv: readonly string[]): boolean => argv.includes('--debug')

function tokensOf(argv: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(optionNames.map((name) => [name, parseOption(name)])),
    allowPositionals: true,
    // What is wrong is said in our own words.
    strict: false,
    tokens: true,
  })
  const given = new Map<OptionName, string[]>()
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    if (!isOption(name)) throw unknownOption(rawName, argv[token.index])
    const isFlag = optionOf(name).kind === 'flag'
    if (isFlag && value !== undefined) throw new UsageError(`--${name} takes no value`)
    if (!isFlag && value === undefined) throw new UsageError(`--${name} needs a value`)
    if (!inlineValue && value && /^-./.test(value))
      throw new UsageError(`--${name} needs a value; one that begins with '-' is written as --${name}=…`)
    given.set(name, [...(given.get(name) ?? []), value ?? ''])
  }
  return { given, words }
}

function parseOption(name: OptionName) {
  const { kind, short } = optionOf(name)
  return { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), ...(short && { short }) }
}

const isOption = (name: string): name is OptionName => (optionNames as readonly string[]).includes(name)

const nameOf = ([first = '', second = '']: readonly string[]): string =>
  groupWords.includes(first) ? `${first} ${second}` : first

/** What help is asked of: a command, a group of commands, or the program. */
function topicOf(words: readonly string[]): string | undefined {
  const [first] = words
  if (first === undefined) return undefined
  const name = nameOf(words)
  if (Object.hasOwn(commands, name)) return name
  if (groupWords.includes(first) && words.length === 1) return first
  throw unknownCommand(words)
}

function unknownCommand(words: readonly string[]): UsageError {
  const [first, second] = words
  if (first === undefined) return new UsageError('which command?')
  const isGroup = groupWords.includes(first)
  const names = Object.keys(commands)
  if (isGroup && second === undefined) {
    const seconds = names.flatMap((name) => (name.startsWith(`${first} `) ? name.split(' ').slice(1) : []))
    return new UsageError(`${first} what? ${seconds.join(', ')}`, first)
  }
  const given = isGroup ? `${first} ${second}` : first
  const meant = nearest(given, [...names, 'help'])
  return new UsageError(`there is no command '${given}'${didYouMean(meant)}`, isGroup ? first : undefined)
}

/** @param word the whole argument: `-help` is read as four options of one letter. */
function unknownOption(rawName: string, word: string = rawName): UsageError {
  const meant = nearest(word.replace(/^-+|=.*/gs, ''), optionNames)
  const hint = meant ? didYouMean(`--${meant}`) : "; an argument that begins with '-' stands behind '--'"
  return new UsageError(`there is no option ${rawName}${hint}`)
}

const didYouMean = (meant: string | undefined) => (meant ? `; did you mean '${meant}'?` : '')

function checkOptions(name: string, command: Command, given: readonly OptionName[]): void {
  const known: readonly OptionName[] = [...command.options, ...commonOptions]
  const other = given.find((option) => !known.includes(option))
  if (!other) return
  const meant = nearest(other, known)
  throw new UsageError(`'${name}' has no option --${other}${didYouMean(meant && `--${meant}`)}`, name)
}

function checkArguments(name: string, expected: readonly Argument[], args: readonly string[]): void {
  const missing = expected[args.length]
  if (missing && !missing.isOptional) throw new UsageError(`'${name}' needs ${missing.name}`, name)
  const most = expected.at(-1)?.isMany ? Infinity : expected.length
  if (args.length > most)
    throw new UsageError(
      `'${name}' takes ${most === 0 ? 'no' : `only ${most}`} argument${most === 1 ? '' : 's'}: is a quote missing?`,
      name,
    )
  for (const [index, { choices, name: what }] of expected.entries()) {
    const arg = args[index]
    if (arg !== undefined && choices && !choices.includes(arg))
      throw new UsageError(`${what} is one of ${choices.join(', ')}`, name)
  }
}
