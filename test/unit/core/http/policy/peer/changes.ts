import type { Case } from './cases.ts'

type Fields = Case['headers']

const omit = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name))

/** The directives of a case's response changed one by one; `undefined` where none is. */
export function directives(
  given: Case,
  change: (directive: string, index: number, all: string[]) => string | undefined,
): Case | undefined {
  const field = given.headers['cache-control']
  if (field === undefined) return undefined
  const all = field.split(/, (?=(?:[^"]*"[^"]*")*[^"]*$)/)
  const changed = all.map(change).filter((directive) => directive !== undefined)
  if (changed.join() === all.join()) return undefined
  const rest = omit(given.headers, 'cache-control')
  return { ...given, headers: changed.length > 0 ? { ...rest, 'cache-control': changed.join(', ') } : rest }
}

export const says = ({ headers }: Case, pattern: RegExp) => pattern.test(headers['cache-control'] ?? '')
export const asks = ({ asked }: Case, pattern: RegExp) => pattern.test(asked['cache-control'] ?? '')

/** Without a directive. */
export const withoutDirective = (pattern: RegExp) => (given: Case) =>
  directives(given, (directive) => (pattern.test(directive) ? undefined : directive))

/** With another directive in its place. */
export const withDirective = (pattern: RegExp, other: string) => (given: Case) =>
  directives(given, (directive) => directive.replace(pattern, other))

/** With another field, or none, where it is one such. */
export const withField =
  (name: string, value: string | undefined, applies: (given: string, of: Case) => boolean) => (given: Case) => {
    const field = given.headers[name]
    if (field === undefined || !applies(field, given)) return undefined
    const rest = omit(given.headers, name)
    return { ...given, headers: value === undefined ? rest : { ...rest, [name]: value } }
  }

export const withoutAsked = (name: string, applies: (given: Case) => boolean) => (given: Case) =>
  given.asked[name] !== undefined && applies(given) ? { ...given, asked: omit(given.asked, name) } : undefined

export const always = () => true
