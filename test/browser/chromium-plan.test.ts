import { expect, test } from 'vitest'
import { chromiumFlags, type Machine, planChromium } from './chromium-plan.ts'

/** A machine with nothing but these files. */
const machine = (files: string[], differences: Partial<Machine> = {}): Machine => ({
  env: { PATH: '/usr/local/bin:/usr/bin' },
  isRoot: true,
  osRelease: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
  playwrightPath: '/playwright/chrome',
  isThere: (path) => files.includes(path),
  ...differences,
})

test('CHROMIUM_PATH wins over what is installed', () => {
  const env = { CHROMIUM_PATH: '/opt/own', PATH: '/usr/bin' }
  expect(planChromium(machine(['/usr/bin/chromium', '/opt/own'], { env }))).toEqual({ path: '/opt/own' })
})

test('a CHROMIUM_PATH that is not there is an error, whatever else is installed', () => {
  const env = { CHROMIUM_PATH: '/opt/own', PATH: '/usr/bin' }
  expect(() => planChromium(machine(['/usr/bin/chromium'], { env }))).toThrow('CHROMIUM_PATH is /opt/own')
})

test.each(['/usr/bin/chromium', '/usr/local/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'])(
  '%s is found on the PATH',
  (path) => {
    expect(planChromium(machine([path, '/playwright/chrome']))).toEqual({ path })
  },
)

test('what is not on the PATH is not found', () => {
  expect(planChromium(machine(['/opt/chromium', 'chromium'], { env: {} }))).toHaveProperty('install')
})

test("Playwright's own is used where it was installed", () => {
  expect(planChromium(machine(['/playwright/chrome']))).toEqual({ path: '/playwright/chrome' })
})

test("root on Debian installs Debian's package", () => {
  expect(planChromium(machine([]))).toEqual({
    install: [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    ],
  })
})

test.each<[where: string, Partial<Machine>]>([
  ['another user on Debian', { isRoot: false }],
  ['root on Ubuntu', { osRelease: 'ID=ubuntu\nID_LIKE=debian\n' }],
  ['root elsewhere', { osRelease: '' }],
])('%s installs the one of Playwright', (_, differences) => {
  expect(planChromium(machine([], differences))).toEqual({ install: [['npx', 'playwright', 'install', 'chromium']] })
})

test('the sandbox is given up for root only', () => {
  expect(chromiumFlags(true)).toEqual(['--no-sandbox', ...chromiumFlags(false)])
  expect(chromiumFlags(false)).not.toContain('--no-sandbox')
})
