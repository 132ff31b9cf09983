/** Offers the suites to the runner, test by test, each named by its number. */

import * as lib from 'dynadict'
import { collectTests, runTest, type TestResult } from '../runtimes/collect.ts'
import * as serializers from '../runtimes/serializers.ts'
import { pageSuites } from '../suites/index.ts'

/** What the page has for the runner. `harness` is JSON, without the library, which is the page's own. */
export interface SuitePage {
  names(harness: string): string[]
  run(harness: string, index: number): Promise<TestResult>
}

const testsOf = (harness: string) => collectTests({ ...JSON.parse(harness), lib, serializers }, pageSuites)

const page: SuitePage = {
  names: (harness) => testsOf(harness).map(({ name }) => name),
  run: async (harness, index) => {
    const test = testsOf(harness)[index]
    return test ? runTest(test) : { name: 'none', error: `there is no test ${index}` }
  },
}

Object.assign(globalThis, page)
