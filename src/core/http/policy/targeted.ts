import { type Directives, isOfFields } from './cache-control.ts'
import { remembered } from './memo.ts'

/** One bare item of RFC 8941 §3.3: integer, decimal, string, token, bytes, boolean. RFC 9213 knows no dates or display strings. */
const bareItem = String.raw`-?\d{1,15}(?![\d.])|-?\d{1,12}\.\d{1,3}|"(?:[ !#-[\]-~]|\\["\\])*"|[A-Za-z*][!#$%&'*+.^_\`|~\w:/-]*|:[A-Za-z0-9+/=]*:|\?[01]`
const key = '[a-z*][a-z0-9_.*-]*'
const parameters = `(?:; *${key}(?:=(?:${bareItem}))?)*`
const innerList = String.raw`\( *(?:(?:${bareItem})${parameters}(?: +(?=[^ ])|(?=\))))*\)`
const member = new RegExp(`(${key})(?:=(${bareItem}|${innerList}))?${parameters}`, 'y')
const comma = /[ \t]*(?:,[ \t]*(?=.)|$)/y

/** Directives whose value is a number of seconds; all others are flags, two of which may name fields. */
const isOfSeconds = (name: string) => /age|^stale-/.test(name)

/**
 * Reads a targeted field (RFC 9213 §2.1): a Dictionary Structured Field (RFC 8941 §4.2.2). `undefined` when it is empty or
 * malformed: then it counts as absent. A value of another type than its directive has is passed over.
 */
export const parseTargeted: (field: string) => Directives | undefined = remembered(readTargeted)

function readTargeted(field: string): Directives | undefined {
  let end = field.length
  while (field[end - 1] === ' ') end--
  const text = field.slice(0, end).replace(/^ +/, '')
  const members = new Map<string, string | undefined>()
  for (let at = 0; at < text.length; ) {
    member.lastIndex = at
    const found = member.exec(text)
    if (!found) return undefined
    const [, name = '', value] = found
    members.set(name, value)
    comma.lastIndex = member.lastIndex
    if (!comma.test(text)) return undefined
    at = comma.lastIndex
  }
  if (members.size === 0) return undefined
  const directives = new Map<string, string | true>()
  for (const [name, value = '?1'] of members) {
    if (isOfSeconds(name) ? /^-?\d+$/.test(value) : value === '?1') directives.set(name, value === '?1' || value)
    else if (isOfFields(name) && value.startsWith('"')) directives.set(name, value.slice(1, -1).replace(/\\(.)/g, '$1'))
  }
  return directives
}
