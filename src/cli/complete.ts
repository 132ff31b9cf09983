import type { Command } from './command.ts'
import { commands, groupWords } from './commands.ts'
import { commonOptions, type OptionName, optionNames, optionOf } from './options.ts'

/** One word that may come next. */
export interface Candidate {
  readonly word: string
  readonly about: string
}

/**
 * What the last of some words may become: the words behind `dynadict` up to the cursor, the last of which is being typed and
 * may be empty. Nothing where anything may stand, such as a key or a file.
 */
export function complete(words: readonly string[]): Candidate[] {
  const typed = words.at(-1) ?? ''
  const { named, open } = readBefore(words.slice(0, -1))
  return candidatesAfter(named, open, typed.startsWith('-')).filter(({ word }) => word.startsWith(typed))
}

function candidatesAfter(named: readonly string[], open: OptionName | undefined, isOption: boolean): Candidate[] {
  if (open) return namesOf(optionOf(open).choices)
  const isHelp = named[0] === 'help'
  const [first = '', second = ''] = isHelp ? named.slice(1) : named
  const isGroup = groupWords.includes(first)
  const name = isGroup ? `${first} ${second}` : first
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (isOption) return optionsOf(command)
  if (first === '') return firstWords()
  if (isGroup && second === '') return secondWords(first)
  const index = named.length - name.split(' ').length
  return isHelp ? [] : namesOf(command?.args?.[index]?.choices)
}

/** The words that are no options, and the option whose value comes next. */
function readBefore(words: readonly string[]): { named: string[]; open: OptionName | undefined } {
  const named: string[] = []
  let open: OptionName | undefined
  for (const word of words) {
    if (open) open = undefined
    else if (word.startsWith('-')) open = valueOptionOf(word)
    else named.push(word)
  }
  return { named, open }
}

const valueOptionOf = (word: string): OptionName | undefined =>
  optionNames.find((name) => {
    const { kind, short } = optionOf(name)
    return kind !== 'flag' && (word === `--${name}` || word === `-${short}`)
  })

const namesOf = (names: readonly string[] = []): Candidate[] => names.map((word) => ({ word, about: '' }))

const optionsOf = (command: Command | undefined): Candidate[] =>
  [...(command?.options ?? ['version' as const]), ...commonOptions].map((name) => ({
    word: `--${name}`,
    about: optionOf(name).about,
  }))

const firstWords = (): Candidate[] => [
  ...Object.entries(commands).flatMap(([name, { about }]) => (name.includes(' ') ? [] : [{ word: name, about }])),
  ...groupWords.map((word) => ({
    word,
    about: secondWords(word)
      .map((second) => second.word)
      .join(', '),
  })),
  { word: 'help', about: 'print help' },
]

const secondWords = (first: string): Candidate[] =>
  Object.entries(commands).flatMap(([name, { about }]) => {
    const [word, second] = name.split(' ')
    return word === first && second !== undefined ? [{ word: second, about }] : []
  })

/** A candidate as a shell reads it: with what it is about, where the shell shows that. */
export const lineFor: Readonly<Record<string, (candidate: Candidate) => string>> = {
  bash: ({ word }) => word,
  zsh: ({ word, about }) => `${word.replaceAll(':', '\\:')}:${about}`,
  fish: ({ word, about }) => `${word}\t${about}`,
}
