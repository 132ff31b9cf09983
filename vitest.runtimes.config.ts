import { defineConfig } from 'vitest/config'

/** The suites in every runtime, from the packed tarball. */
export default defineConfig({
  test: {
    include: ['test/runtimes/**/*.test.ts'],
    globalSetup: ['test/runtimes/binaries.ts', 'test/runtimes/package-folder.ts', 'test/support/global-setup.ts'],
    testTimeout: 60_000,
    // Two runtimes at once, which wait for their engine most of the time.
    maxWorkers: 2,
  },
})
