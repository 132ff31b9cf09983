import type { Harness, Suite } from '../../suites/harness.ts'
import { rfcSuites } from '../../suites/index.ts'
import { collectTests } from '../collect.ts'

/** What the names of tests must hold to be run: `TEST_NAME='a warm start' npm run test:deno`. All do by default. */
export const only = process.env.TEST_NAME ?? ''

/** The suites define their tests without a look at what they are given. */
export const allNamesOf = (more: Readonly<Record<string, Suite>>): string[] =>
  collectTests({} as Harness, more).map(({ name }) => name)

const namesOf = (more: Readonly<Record<string, Suite>>) => allNamesOf(more).filter((name) => name.includes(only))

export const core: readonly string[] = namesOf({})
/** With those of the RFCs: of Node the source runs them, over both transports. */
export const all: readonly string[] = namesOf(rfcSuites)
