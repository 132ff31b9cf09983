import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { chromiumFlags, type Machine, planChromium } from './chromium-plan.ts'

const osRelease = '/etc/os-release'

const machine: Machine = {
  env: process.env,
  isRoot: process.getuid?.() === 0,
  osRelease: existsSync(osRelease) ? readFileSync(osRelease, 'utf8') : '',
  playwrightPath: chromium.executablePath(),
  isThere: existsSync,
}

/** How to start the browser. Until it is installed there is no path to it. */
export function launchOptions(): { executablePath?: string; args: string[] } {
  const plan = planChromium(machine)
  return { ...('path' in plan && { executablePath: plan.path }), args: chromiumFlags(machine.isRoot) }
}

/**
 * Installs the browser unless it is there.
 *
 * @throws {Error} that says what to do when it cannot.
 */
export function ensureChromium(): void {
  const plan = planChromium(machine)
  if ('path' in plan) return
  const commands = plan.install.map((command) => command.join(' ')).join(' && ')
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const [program = '', ...args] of plan.install) {
      execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env })
    }
  } catch (cause) {
    throw new Error(`Chromium could not be installed by ${commands}; ${remedy}`, { cause })
  }
  if (!('path' in planChromium(machine))) throw new Error(`${commands} left no Chromium; ${remedy}`)
}

const remedy = 'install it, or name the file of a Chromium or Chrome by CHROMIUM_PATH'
