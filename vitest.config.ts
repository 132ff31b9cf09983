import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/runtimes/**'],
    globalSetup: 'test/support/global-setup.ts',
    testTimeout: 60_000,
    // On two cores vitest would run one file at a time, while most of them wait for an engine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
