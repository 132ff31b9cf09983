import { expect } from '@playwright/test'
import { collectTests } from '../runtimes/collect.ts'
import { limits } from '../runtimes/limits.ts'
import type { Harness } from '../suites/harness.ts'
import { pageSuites } from '../suites/index.ts'
import { test } from './suite-page.ts'

// The suites define their tests without a look at what they are given.
const names = collectTests({} as Harness, pageSuites).map(({ name }) => name)

test('the page has all tests of the suites', async ({ suites }) => {
  expect(names.length).toBeGreaterThan(150)
  expect(await suites.names()).toEqual(names)
})

for (const [index, name] of names.entries()) {
  test(name, async ({ suites }, { project }) => {
    const lacks = limits[project.name] ?? {}
    const result = await suites.run(index)
    expect(result.name).toBe(name)
    // What a page cannot do is asserted, so that the table of limits stays true.
    if (name in lacks) expect(result.error, 'it can do that now: take it out of limits.ts').toBeDefined()
    else expect(result.error).toBeUndefined()
  })
}
