import { defineConfig } from '@playwright/test'

const { CHROMIUM_PATH = '/usr/bin/chromium' } = process.env

/** Browser tests, in the Chromium that is there: `CHROMIUM_PATH`, or the one of the system. */
export default defineConfig({
  testDir: 'test/browser',
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: CHROMIUM_PATH, args: ['--no-sandbox', '--disable-background-networking'] },
  },
})
