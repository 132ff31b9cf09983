/** Throws a `TypeError` or `RangeError` that names the option and says what it takes. */
export type Check = (value: unknown, name: string) => void

/** One check for each option that a class knows. */
export type Checks = Readonly<Record<string, Check>>

const expect =
  (what: string, holds: (value: unknown) => boolean): Check =>
  (value, name) => {
    if (!holds(value)) throw new TypeError(`${name} must be ${what}`)
  }

export const isBoolean: Check = expect('true or false', (value) => typeof value === 'boolean')
export const isFunction: Check = expect('a function', (value) => typeof value === 'function')
export const isObject: Check = expect('an object', (value) => typeof value === 'object' && value !== null)
export const isText: Check = expect('a string that is not empty', (value) => typeof value === 'string' && value !== '')

/** A whole number from `least` on. */
export const isCount =
  (least: number): Check =>
  (value, name) => {
    if (!Number.isSafeInteger(value) || (value as number) < least) {
      throw new RangeError(`${name} must be a whole number from ${least} on`)
    }
  }

/** Milliseconds of a timer; beyond 24 days JavaScript's go off at once. */
export const isTimeout: Check = (value, name) => {
  isCount(1)(value, name)
  if ((value as number) >= 2 ** 31) throw new RangeError(`${name} must be below ${2 ** 31} ms`)
}

/** One of a few words. */
export const isOneOf = (...words: string[]): Check =>
  expect(`one of '${words.join("', '")}'`, (value) => words.includes(value as string))

/** Checks every option that is set; an unknown name is an error, since it is a known one misspelt more often than not. */
export function checkOptions(options: object, checks: Checks, owner: string): void {
  isObject(options, `the options of ${owner}`)
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (!check) throw new TypeError(`${owner} has no option '${name}'; it has ${Object.keys(checks).join(', ')}`)
    if (value !== undefined) check(value, name)
  }
}

/** The options that have a check, so that each part is handed its own. */
export function pickOptions<T extends object>(options: T, checks: Checks): T {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(checks, name))) as T
}
