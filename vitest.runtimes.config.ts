import { defineConfig } from 'vitest/config'

/** The suites in every runtime, from the packed tarball, one runtime after the other. */
export default defineConfig({
  test: {
    include: ['test/runtimes/**/*.test.ts'],
    globalSetup: ['test/runtimes/binaries.ts', 'test/runtimes/package-folder.ts', 'test/support/global-setup.ts'],
    testTimeout: 60_000,
    // Two at once would be done sooner, and tests that are about time would fail now and then.
    fileParallelism: false,
  },
})
