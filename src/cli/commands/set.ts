import { ConditionFailedError, isDynadictError, type StateConditions } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { readInput, textOf } from '../input.ts'
import { jsonText } from '../json-text.ts'
import { openDict } from '../open.ts'
import { UsageError } from '../usage-error.ts'
import type { Values } from '../values.ts'

export const run: Run = async ({ values, args: [key = '', given = ''] }, terminal) => {
  const value = inputValue(given === '-' ? await readInput(terminal) : given, values)
  const dict = await openDict(values, terminal)
  const { ttl, 'if-absent': ifAbsent, 'if-present': ifPresent, 'if-version': ifVersion } = values
  const conditions = { ifAbsent, ifPresent, ifVersion }
  const version = await dict.set(key, value, { ttl, ...conditions, signal: terminal.signal }).catch((error) => {
    if (!(isDynadictError(error) && error.code === 'CONDITION_FAILED')) throw error
    throw new ConditionFailedError(unmetText(conditions, `'${key}' in '${dict.namespace}'`), { cause: error })
  })
  if (values.json) await terminal.out(`${jsonText({ key, version })}\n`)
  return undefined
}

/** What was found, where it is not as was asked. */
const unmetText = ({ ifAbsent, ifPresent }: StateConditions, where: string): string =>
  ifAbsent
    ? `There is a key ${where} already`
    : ifPresent
      ? `There is no key ${where}`
      : `The key ${where} has another version by now, or is gone`

/** The value that text or bytes stand for, by the serializer. */
export function inputValue(given: string | Uint8Array, { serializer, raw }: Values): unknown {
  if (serializer === 'bytes') return typeof given === 'string' ? new TextEncoder().encode(given) : given
  const text = typeof given === 'string' ? given : textOf(given)
  if (raw || serializer === 'text') return text
  const value = parsed(text)
  if (!hasRoundedNumber(text)) return value
  throw new UsageError('VALUE has a whole number with more digits than JavaScript keeps: make it text', 'set')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A SyntaxError quotes the text.
    throw new UsageError('VALUE is no JSON: text needs quotes, \'"like this"\', or --raw', 'set')
  }
}

/** Whether JSON has a whole number that would be stored as another one. */
function hasRoundedNumber(text: string): boolean {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  const wholes = (bare.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []).filter((number) => /^-?\d+$/.test(number))
  return wholes.some((digits) => !Number.isFinite(Number(digits)) || BigInt(digits) !== BigInt(Number(digits)))
}
