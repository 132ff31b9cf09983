/** Throws a `TypeError` that names the option and says what it takes. */
export type Check = (value: unknown, name: string) => void

/** One check for each option that a class knows. */
export type Checks = Readonly<Record<string, Check>>

/** A check by what the option must be, in words and as a predicate. */
export const mustBe =
  <T>(what: string, holds: (value: T) => boolean): Check =>
  (value, name) => {
    if (!holds(value as T)) throw new TypeError(`${name} must be ${what}`)
  }

const isType = (type: string): Check => mustBe(`a ${type}`, (value) => typeof value === type)

export const isBoolean: Check = isType('boolean')
export const isFunction: Check = isType('function')
export const isObject: Check = mustBe('an object', (value) => typeof value === 'object' && value !== null)

export const isText = (what: string, pattern: RegExp): Check =>
  mustBe(what, (value) => typeof value === 'string' && pattern.test(value))

/** The longest time of JavaScript's timers, 24 days; beyond it they go off at once. */
const most = 2 ** 31 - 1

/** A whole number from `least` on, of milliseconds, bytes or anything else. */
export const isCount = (least: number): Check =>
  mustBe(
    `a whole number from ${least} to ${most}`,
    (value: number) => Number.isInteger(value) && value >= least && value <= most,
  )

/**
 * Checks that all options are known: an unknown one is a known one misspelt more often than not.
 *
 * @throws {TypeError} that names it, and those that there are.
 */
export function checkNames(options: object, names: readonly string[], owner: string): void {
  isObject(options, `the options of ${owner}`)
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new TypeError(`${owner} has no option '${name}'; it has ${names.join(', ')}`)
  }
}

/** Checks every option that is set, and that all are known. */
export function checkOptions(options: object, checks: Checks, owner: string): void {
  checkNames(options, Object.keys(checks), owner)
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) checks[name]?.(value, name)
  }
}

/** The options that have a check, so that each part is handed its own. */
export function pickOptions<T extends object>(options: T, checks: Checks): T {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(checks, name))) as T
}
