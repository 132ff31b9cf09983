import { defineConfig } from '@playwright/test'
import { launchOptions } from './test/browser/chromium.ts'
import type { RunOptions } from './test/browser/suite-page.ts'

/** The suites in pages, from the packed tarball, once for each way in which an origin answers pages. */
export default defineConfig<object, RunOptions>({
  testDir: 'test/browser',
  globalSetup: './test/browser/global-setup.ts',
  forbidOnly: true,
  retries: 0,
  // One page for each project; within a page the tests run one after the other, since they measure time.
  workers: 2,
  timeout: 60_000,
  use: { browserName: 'chromium', launchOptions: launchOptions() },
  projects: [
    { name: 'Chromium', testMatch: 'conformance.spec.ts', use: { run: { page: 'bundled', exposesHeaders: true } } },
    {
      name: 'Chromium without exposed headers',
      testMatch: 'conformance.spec.ts',
      use: { run: { page: 'minified', exposesHeaders: false } },
    },
    { name: 'examples', testMatch: ['example.spec.ts', 'getting-started.spec.ts'] },
    { name: 'demo', testMatch: 'demo*.spec.ts' },
  ],
})
