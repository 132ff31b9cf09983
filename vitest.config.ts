import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/runtimes/**'],
    globalSetup: 'test/support/global-setup.ts',
    testTimeout: 60_000,
  },
})
