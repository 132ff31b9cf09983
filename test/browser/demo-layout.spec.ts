import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { type DemoPage, test } from './demo-page.ts'

/** Fills all parts of the page. */
async function fill(demo: DemoPage): Promise<void> {
  for (const route of ['Fresh for a minute', 'Hostile: markup', 'Varies by language', 'Large: 500 KB']) {
    await demo.choose(route)
    await demo.send()
  }
  await demo.send()
  await demo.openSettings()
  await demo.page.getByText('The requests as a table').click()
  await demo.page.getByRole('button', { name: 'Add 30 samples' }).click()
  await demo.page.locator('#dict [name=key]').fill('sample/01')
  await demo.page.locator('#dict [name=value]').fill('a long word of many letters: '.repeat(8))
  await demo.page.locator('#dict [name=set]').click()
  await expect(demo.page.locator('#conflict')).toBeVisible()
  await demo.page.getByRole('button', { name: 'The demo’s API' }).click()
  await demo.page.locator('#stored-search [name=purge]').waitFor()
}

/** Elements that lie over each other, though none is within the other; and those that stick out of the page. */
async function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (node: Element) =>
      `${node.tagName} ${node.id || (node as HTMLInputElement).name || node.textContent?.trim().slice(0, 20)}`
    const shown = [
      ...document.querySelectorAll(
        'h1, h2, h3, p, button, input, select, textarea, summary, pre, dt, dd, th, td, svg, a',
      ),
    ]
      .filter((node) => node.checkVisibility() && !node.closest('.hidden, .skip, dialog:not([open])'))
      .map((node) => ({ node, box: node.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
    const faults = shown
      .filter(({ box }) => box.left < 0 || box.right > document.documentElement.clientWidth)
      .map(({ node }) => `${name(node)} sticks out`)
    shown.forEach((a, index) => {
      for (const b of shown.slice(index + 1)) {
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
        if (across > 1 && down > 1 && !a.node.contains(b.node) && !b.node.contains(a.node))
          faults.push(`${name(a.node)} lies over ${name(b.node)}`)
      }
    })
    return faults
  })
}

/** Controls that a finger would miss. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, summary, nav a')]
      .filter((node) => node.checkVisibility())
      // A checkbox is pressed by its whole label.
      .map((node) => (node.matches('[type=checkbox]') ? (node.closest('label') ?? node) : node))
      .filter((node) => node.getBoundingClientRect().height < 44)
      .map((node) => `${node.tagName} ${node.textContent?.trim().slice(0, 20)} ${node.getBoundingClientRect().height}`),
  )

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
    ),
  ).toEqual([])
}

for (const { width, height, scheme } of [
  { width: 375, height: 812, scheme: 'light' },
  { width: 375, height: 812, scheme: 'dark' },
  { width: 1_280, height: 800, scheme: 'light' },
  { width: 1_280, height: 800, scheme: 'dark' },
] as const) {
  test.describe(`at ${width} pixels, ${scheme}`, () => {
    test.use({ viewport: { width, height }, colorScheme: scheme })

    test('nothing overlaps or sticks out, and axe finds nothing: full, in trouble and in a dialog', async ({
      demo,
    }) => {
      const { page } = demo
      expect(await faultsOf(page)).toEqual([])
      await fill(demo)
      await demo.control('url').fill('nowhere')
      await demo.control('send').click()
      await demo.trouble('dynamodb', 'throttled')
      await expect(demo.notice).toBeVisible()
      expect(await faultsOf(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      if (width === 375) expect(await smallTargets(page)).toEqual([])
      await expectNoViolations(page)

      await demo.trouble('dynamodb', 'none')
      await page.getByRole('button', { name: '/api/hostile', exact: true }).click()
      await expect(page.locator('#entry-facts')).toContainText('In DynamoDB')
      if (width === 375) expect(await smallTargets(page)).toEqual([])
      await expectNoViolations(page)
    })
  })
}

test('axe finds nothing in the page as it begins', async ({ demo }) => expectNoViolations(demo.page))

test('all is done by the keyboard, and what comes of it is said', async ({ demo }) => {
  const { page } = demo
  const tab = async () => page.keyboard.press('Tab')
  await tab()
  await expect(page.getByRole('link', { name: 'Skip to the request' })).toBeFocused()
  await page.keyboard.press('Enter')
  await tab()
  await expect(demo.control('route')).toBeFocused()
  await tab()
  await expect(demo.control('url')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(demo.badge).toHaveText('Miss, stored')
  await expect(page.getByRole('status').filter({ hasText: 'Miss, stored' })).toHaveCount(1)
  for (const name of ['method', 'mode', 'send', 'count']) {
    await tab()
    await expect(demo.control(name)).toBeFocused()
    // What has the focus shows it.
    expect(await demo.control(name).evaluate((control) => getComputedStyle(control).outlineWidth)).toBe('2px')
  }
  await tab()
  await page.keyboard.press('Space')
  await tab()
  await expect(demo.control('authorization')).toBeFocused()
  const clear = page.getByRole('button', { name: 'Clear the cache' })
  await clear.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Clear the cache?' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(clear).toBeFocused()
})

test.describe('for who wants no motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })

  test('nothing moves', async ({ demo }) => {
    await demo.send()
    expect(await demo.page.evaluate(() => document.getAnimations().length)).toBe(0)
    expect(await demo.page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe('auto')
  })
})
