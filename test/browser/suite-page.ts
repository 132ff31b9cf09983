import { test as base, type Page } from '@playwright/test'
import type { TestResult } from '../runtimes/collect.ts'
import type { Harness } from '../suites/harness.ts'
import { addresses } from './global-setup.ts'
import { pages } from './page-folder.ts'
import type { SuitePage } from './page-main.ts'

/** One run of all suites in a page. */
export interface RunOptions {
  readonly run: {
    readonly page: keyof typeof pages
    /** Whether the origin and DynamoDB let the page see all header fields of their answers. */
    readonly exposesHeaders: boolean
  }
}

/** The suites in a page. */
export interface Suites {
  names(): Promise<string[]>
  run(index: number): Promise<TestResult>
}

/** Playwright's `test`, with a page of its own origin in which the suites are loaded, one for all tests of a run. */
export const test = base.extend<object, RunOptions & { suites: Suites }>({
  run: [
    { page: 'bundled', exposesHeaders: true },
    { option: true, scope: 'worker' },
  ],
  suites: [
    async ({ browser, run }, use) => {
      const page = await browser.newPage()
      const unhandled: Error[] = []
      page.on('pageerror', (error) => unhandled.push(error))
      await page.goto(`${addresses().pagesUrl}/${pages[run.page]}`)
      await use(suitesIn(page, harnessFor(run), unhandled))
      await page.close()
      if (unhandled[0]) throw unhandled[0]
    },
    { scope: 'worker' },
  ],
})

function harnessFor({ exposesHeaders }: RunOptions['run']): string {
  const { strictUrl, exposingStrictUrl, deadEndpoint, originUrl, exposingOriginUrl, faultsUrl } = addresses()
  const endpoint = exposesHeaders ? exposingStrictUrl : strictUrl
  const harness: Omit<Harness, 'lib' | 'serializers'> = {
    connection: {
      region: 'us-west-2',
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
      transport: 'sigv4',
    },
    endpoint,
    strictUrl: endpoint,
    deadEndpoint,
    originUrl: exposesHeaders ? exposingOriginUrl : originUrl,
    faultsUrl,
    session: { crossOriginValidation: true },
  }
  return JSON.stringify(harness)
}

function suitesIn(page: Page, harness: string, unhandled: Error[]): Suites {
  type Global = typeof globalThis & SuitePage
  return {
    names: () => page.evaluate((harness) => (globalThis as Global).names(harness), harness),
    run: async (index) => {
      const ask = { harness, index }
      const result = await page.evaluate(({ harness, index }) => (globalThis as Global).run(harness, index), ask)
      // It may come of the test before, since a rejection counts as unhandled a moment later.
      const error = unhandled.shift()
      return error ? { ...result, error: `unhandled: ${error.stack ?? error.message}` } : result
    },
  }
}
