import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test as base, expect, type Locator, type Page } from '@playwright/test'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What runs when `npm run demo:browser` has built the package. */
export const demoCommand = ['examples/browser-demo/main.mjs'] as const

/** A demo of its own: its engine, its API and the address of its page. */
export interface RunningDemo {
  readonly url: string
  readonly process: ChildProcess
  /** All that it has printed so far. */
  said(): string
}

/** Starts the demo on a free port, or the given one. */
export async function startDemo(env: Record<string, string> = {}): Promise<RunningDemo> {
  const child = spawn(process.execPath, demoCommand, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  const [, url] = /open (\S+)/.exec(said) ?? []
  if (url === undefined) throw new Error(`the demo has not started: ${said}`)
  return { url, process: child, said: () => said }
}

export async function stopDemo({ process: child }: RunningDemo): Promise<void> {
  if (child.exitCode !== null) return
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

/** The page as its users handle it. */
export class DemoPage {
  readonly page: Page
  readonly badge: Locator
  readonly verdict: Locator
  readonly why: Locator
  readonly body: Locator
  readonly stored: Locator
  readonly entries: Locator
  readonly notice: Locator

  constructor(page: Page) {
    this.page = page
    this.verdict = page.locator('#verdict')
    this.badge = this.verdict.locator('.badge')
    this.why = page.locator('#why')
    this.body = page.locator('#body-preview')
    this.stored = page.locator('#stored-rows tr')
    this.entries = page.locator('#dict-rows tr')
    this.notice = page.locator('#notice')
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url)
    await this.page.locator('body[data-ready]').waitFor()
  }

  control(name: string): Locator {
    return this.page.locator(`#ask [name=${name}]`)
  }

  async choose(route: string): Promise<void> {
    await this.control('route').selectOption({ label: route })
  }

  /** Presses Send and waits until all answers are there. */
  async send(): Promise<void> {
    await this.toFront()
    await this.control('send').click()
    await this.page.locator('#ask:not([aria-busy])').waitFor()
  }

  /** Sends what stands in the form, and expects this outcome. */
  async expectSent(outcome: string, why?: string | RegExp): Promise<void> {
    await this.send()
    await expect(this.badge).toHaveText(outcome)
    if (why !== undefined) await expect(this.why).toContainText(why)
  }

  /** To the tab that is seen: in others the browser takes its time. */
  async toFront(): Promise<void> {
    await this.page.bringToFront()
  }

  async openSettings(): Promise<void> {
    await this.page.locator('#ask-settings > summary').click()
  }

  /** Lets DynamoDB or the API fail, and waits until it does. */
  async trouble(what: 'dynamodb' | 'api', value: string): Promise<void> {
    await this.toFront()
    const told = this.page.waitForResponse((response) => response.request().method() === 'POST')
    await this.page.locator(`#trouble [name=${what}]`).selectOption(value)
    await told
  }

  entry(key: string): Locator {
    return this.entries.filter({ has: this.page.getByRole('rowheader', { name: key, exact: true }) })
  }
}

let tests = 0

interface Fixtures {
  readonly namespace: string
  /** Opens the page in another tab. */
  readonly newTab: () => Promise<DemoPage>
  readonly demo: DemoPage
}

/** Each test has a namespace of its own, in one demo, and pages in which nothing may go wrong unseen. */
export const test = base.extend<Fixtures, { running: RunningDemo }>({
  running: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads it
    async ({}, use) => {
      const running = await startDemo()
      await use(running)
      await stopDemo(running)
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads it
  namespace: async ({}, use) => use(`test-${++tests}`),
  newTab: async ({ context, running, namespace }, use) => {
    const failures: string[] = []
    await use(async () => {
      const page = await context.newPage()
      page.on('pageerror', ({ stack, message }) => failures.push(stack ?? message))
      // What the engine refuses is logged by the browser itself; a violation of the page's policy is, too.
      page.on('console', (said) => {
        if (said.type() === 'error' && !said.text().startsWith('Failed to load resource')) failures.push(said.text())
      })
      const demo = new DemoPage(page)
      await demo.open(`${running.url}/?namespace=${namespace}`)
      return demo
    })
    expect(failures).toEqual([])
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ dynamodb: 'none', api: 'none' })
    await fetch(`${running.url}/troubles.json`, { method: 'POST', headers, body })
  },
  demo: async ({ newTab }, use) => use(await newTab()),
})
