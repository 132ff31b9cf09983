import type { Duration, Expiry } from '../runtimes/node.ts'
import { type Option, type OptionKind, type OptionName, options } from './options.ts'
import { UsageError } from './usage-error.ts'

interface ValueByKind {
  readonly flag: true
  readonly text: string
  readonly list: readonly string[]
  readonly count: number
  readonly expiry: Expiry
  readonly age: Duration | Date
}

type ValueOf<O extends Option> = O extends { readonly kind: 'choice'; readonly choices: readonly (infer Choice)[] }
  ? Choice
  : O['kind'] extends keyof ValueByKind
    ? ValueByKind[O['kind']]
    : never

/** The options that were given, read and checked. */
export type Values = { readonly [Name in OptionName]?: ValueOf<(typeof options)[Name]> | undefined }

const durationPattern = /^\d+(\.\d+)?[smhd]?$/
const dates = "a date such as '2026-12-31' or '2026-12-31T12:00Z'"

/** Reads what stands behind an option; `undefined` when it is not what the option takes. */
const readers: Readonly<Record<Exclude<OptionKind, 'flag' | 'list' | 'choice'>, (text: string) => unknown>> = {
  text: (text) => text,
  count: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  expiry: (text) => (text === 'never' ? text : (durationOf(text) ?? dateOf(text))),
  age: (text) => durationOf(text) ?? dateOf(text),
}

const takes: Readonly<Record<OptionKind, string>> = {
  flag: 'no value',
  text: 'a value',
  list: 'a value',
  count: 'a whole number',
  expiry: `seconds, '90s', '15m', '1h', '7d', ${dates}, or 'never'`,
  age: `seconds, '90s', '15m', '1h', '7d', or ${dates}`,
  choice: 'one of its names',
}

/**
 * The value of an option from its texts, the last of which counts.
 *
 * @throws {UsageError} that says what the option takes; it does not repeat what was given, which may be a secret.
 */
export function readValue(name: OptionName, texts: readonly string[], topic: string | undefined): unknown {
  const { kind, choices }: Option = options[name]
  if (kind === 'flag') return true
  if (kind === 'list') return texts
  const text = texts.at(-1) ?? ''
  const value = kind === 'choice' ? (choices?.includes(text) ? text : undefined) : readers[kind](text)
  const isEmpty = text === '' && kind === 'text'
  if (value !== undefined && !isEmpty) return value
  throw new UsageError(`--${name} takes ${choices ? choices.join(', ') : takes[kind]}`, topic)
}

function durationOf(text: string): Duration | undefined {
  if (!durationPattern.test(text)) return undefined
  return /\d$/.test(text) ? Number(text) : (text as Duration)
}

function dateOf(text: string): Date | undefined {
  const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
  const date = new Date(isDate ? text : Number.NaN)
  return Number.isNaN(Number(date)) ? undefined : date
}
