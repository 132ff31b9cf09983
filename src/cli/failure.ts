import { BatchError, isDynadictError } from '../runtimes/node.ts'
import { failed, misused, notFound, unmet } from './exit-codes.ts'
import { NotFound } from './not-found.ts'
import { options } from './options.ts'
import { visible } from './paint.ts'
import { UsageError } from './usage-error.ts'

/** A failure as the user is told of it: one line, and the exit code. */
export interface Failure {
  readonly line: string
  readonly code: number
}

/** What to do, by the code of an error. */
const remedies: Readonly<Record<string, string>> = {
  CREDENTIALS: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile by --profile',
  NETWORK: 'See whether --endpoint and --region are right, and whether anything runs there',
  TIMEOUT: 'See whether the network is there, and try again',
  THROTTLED: 'Try again later, or raise the capacity',
  ACCESS_DENIED: 'Grant it to these credentials: docs/table.md has the least that IAM must allow',
  CONDITION_FAILED: 'Nothing was written',
  OUTCOME_UNKNOWN: 'Read it, and write it again if it is not there',
}

/** Exit codes, by the code of an error; all others are failures. */
const codes: Readonly<Record<string, number>> = { KEY_NOT_FOUND: notFound, CONDITION_FAILED: unmet }

export function failureOf(error: unknown): Failure {
  const { text, code } = textOf(error)
  return { line: visible(text), code }
}

function textOf(error: unknown): { text: string; code: number } {
  if (error instanceof UsageError) {
    const { message, topic } = error
    return { text: `${sentence(message)} See: dynadict ${topic ? `${topic} ` : ''}--help`, code: misused }
  }
  if (error instanceof NotFound) return { text: error.message, code: notFound }
  if (isDynadictError(error)) {
    const { code, message, table } = error
    if (code === 'TABLE_NOT_FOUND')
      return { text: `${sentence(message)} Make it: dynadict table create --table ${table}`, code: notFound }
    const text = [sentence(message), remedies[code] ?? (firstReason(error) || serializerRemedy(message))]
      .filter(Boolean)
      .join(' ')
    return { text, code: codes[code] ?? failed }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (/region is missing/i.test(message)) return { text: withoutRegion, code: failed }
  const isMisuse = error instanceof TypeError || error instanceof RangeError
  return { text: optionsNamed(message) || 'failed, and no reason was given', code: isMisuse ? misused : failed }
}

/** A message of the library's, with its options by their names here. */
const optionsNamed = (message: string): string =>
  message.replace(/\b[a-z]+[A-Z]\w*/g, (name) => {
    const option = name === 'tableName' ? 'table' : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    return Object.hasOwn(options, option) ? `--${option}` : name
  })

const serializerRemedy = (message: string): string | undefined =>
  / is '\S+', not '/.test(message) ? 'Another --serializer reads it' : undefined

const withoutRegion =
  "There is no Region. Pass --region, such as 'us-west-2', set AWS_REGION, or name one in the profile"

/** Of many writes that failed, why one did. */
function firstReason(error: Error): string | undefined {
  const [reason] = error instanceof BatchError ? error.failures.values() : []
  return reason && `The first: ${reason.message}`
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

/** The stacks of an error and of its causes, for `--debug`. */
export function stackOf(error: unknown): string {
  const stacks: string[] = []
  for (let each = error; each instanceof Error && stacks.length < 10; each = each.cause) stacks.push(String(each.stack))
  return stacks.join('\ncaused by: ')
}
