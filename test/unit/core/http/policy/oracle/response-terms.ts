import type { PolicySettings } from '../../../../../../src/core/http/policy/settings.ts'
import { deltaSeconds, type Element, fieldNames, parseByGrammar } from './cache-control.ts'
import { readHttpDate } from './http-date.ts'
import { parseDictionary } from './structured.ts'

/** A response, when it was asked for and when it came. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly requestTime: number
  readonly responseTime: number
}

/** What a response says of its caching. */
export interface Terms {
  readonly elements: readonly Element[]
  readonly expires: string | null
  /** What it says that is not of the grammar. */
  readonly garbage: string
  /** Whether it says each thing once, and nothing that is not of the grammar: then all that it says is plain. */
  readonly isPlain: boolean
}

const numeric = ['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']
const withNames = ['no-cache', 'private']

/** RFC 9213 §2.1: each member is a directive, with a value of the type that it has in Cache-Control. */
function ofTarget(field: string): Element[] | undefined {
  const members = parseDictionary(field)
  if (!members || members.size === 0) return undefined
  return [...members].flatMap(([name, item]): Element[] => {
    if (numeric.includes(name)) return item.type === 'integer' ? [{ name, argument: String(item.value) }] : []
    if (item.type === 'boolean') return item.value ? [{ name, argument: undefined }] : []
    return item.type === 'string' && withNames.includes(name) ? [{ name, argument: item.value }] : []
  })
}

/** RFC 9213 §2.2: the first targeted field with a valid, non-empty value, and else Cache-Control and Expires. */
export function termsOf(headers: Headers, settings: PolicySettings): Terms {
  if (!settings.cacheControl) return { elements: [], expires: null, garbage: '', isPlain: true }
  for (const target of settings.targets) {
    const elements = ofTarget(headers.get(target) ?? '')
    if (elements) return { elements, expires: null, garbage: '', isPlain: isOnce(elements) }
  }
  const { elements, garbage } = parseByGrammar(headers.get('cache-control'))
  return { elements, expires: headers.get('expires'), garbage, isPlain: garbage === '' && isOnce(elements) }
}

const isOnce = (elements: readonly Element[]) => new Set(elements.map(({ name }) => name)).size === elements.length

export const says = ({ elements }: Pick<Terms, 'elements'>, name: string): boolean =>
  elements.some((element) => element.name === name)

/** Whether it is there as it is defined: without an argument. */
export const saysPlainly = ({ elements }: Pick<Terms, 'elements'>, name: string): boolean =>
  elements.some((element) => element.name === name && element.argument === undefined)

/** Whether a directive is unqualified at least once. One that names no field that there can be says no less. */
export const saysOfAll = ({ elements }: Pick<Terms, 'elements'>, name: string): boolean =>
  elements.some((element) => element.name === name && fieldNames(element.argument ?? '').length === 0)

/** The fields that the qualified form names. */
export const namedBy = ({ elements }: Pick<Terms, 'elements'>, name: string): string[] =>
  elements.flatMap((element) => (element.name === name ? fieldNames(element.argument ?? '') : []))

/** The seconds of the first occurrence (RFC 9111 §4.2.1), 0 where they are invalid. */
export function secondsSaid({ elements }: Pick<Terms, 'elements'>, name: string): number | undefined {
  const first = elements.find((element) => element.name === name)
  return first && (deltaSeconds(first.argument) ?? 0)
}

/** RFC 9111 §3.5: "must-revalidate", "public" and "s-maxage" allow what came with Authorization to be shared. */
export const allowsShared = (terms: Terms): boolean =>
  saysPlainly(terms, 'must-revalidate') ||
  saysPlainly(terms, 'public') ||
  terms.elements.some(({ name, argument }) => name === 's-maxage' && deltaSeconds(argument) !== undefined)

/** RFC 9110 §15.1. */
export const heuristicStatuses = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]

/** Statuses whose caching behaviour is implemented: those, and the other redirects. */
export const understoodStatuses = [...heuristicStatuses, 302, 303, 307]

function dateValue({ headers, responseTime }: Received): number {
  const date = readHttpDate(headers.get('date'), responseTime)
  return Number.isNaN(date) ? responseTime : date
}

/** RFC 9111 §4.2.1, in milliseconds: `undefined` without an explicit expiration time. */
export function explicitLifetime(received: Received, terms: Terms, isShared: boolean): number | undefined {
  const seconds = (isShared ? secondsSaid(terms, 's-maxage') : undefined) ?? secondsSaid(terms, 'max-age')
  if (seconds !== undefined) return seconds * 1_000
  if (terms.expires === null) return undefined
  const expires = readHttpDate(terms.expires, received.responseTime)
  // "A cache recipient MUST interpret invalid date formats … as representing a time in the past" (§5.3).
  return Number.isNaN(expires) ? 0 : Math.max(0, expires - dateValue(received))
}

/** RFC 9111 §4.2.2, with the fraction of 10% that it calls typical; 0 where no heuristic may be used. */
export function heuristicLifetime(received: Received, terms: Terms, settings: PolicySettings): number {
  if (!settings.cacheControl) return 0
  if (!heuristicStatuses.includes(received.status) && !saysPlainly(terms, 'public')) return 0
  const modified = readHttpDate(received.headers.get('last-modified'), received.responseTime)
  return Number.isNaN(modified) ? 0 : Math.max(0, (dateValue(received) - modified) / 10)
}

/** RFC 9111 §4.2.3, line by line, in milliseconds. */
export function currentAge(received: Received, now: number): number {
  const { headers, requestTime, responseTime } = received
  // §5.1: "use the first member of the field value", and "ignore the field" where that is invalid.
  const ageValue = (deltaSeconds((headers.get('age') ?? '').split(',')[0]?.trim()) ?? 0) * 1_000
  const apparentAge = Math.max(0, responseTime - dateValue(received))
  const responseDelay = responseTime - requestTime
  const correctedAgeValue = ageValue + responseDelay
  const correctedInitialAge = Math.max(apparentAge, correctedAgeValue)
  const residentTime = Math.max(0, now - responseTime)
  return correctedInitialAge + residentTime
}

/** RFC 9111 §4.1: "A stored response with a Vary header field value containing a member "*" always fails to match." */
export const variesByAll = (headers: Headers): boolean =>
  (headers.get('vary') ?? '').split(',').some((member) => member.trim() === '*')
