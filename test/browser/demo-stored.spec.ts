import { expect, type Locator } from '@playwright/test'
import { bytes, DynamoDbDict } from '../../src/runtimes/node.ts'
import { type DemoPage, test } from './demo-page.ts'

async function store(demo: DemoPage, ...routes: string[]): Promise<void> {
  for (const route of routes) {
    await demo.choose(route)
    await demo.send()
  }
}

const open = (demo: DemoPage, url: string): Locator => demo.page.getByRole('button', { name: url, exact: true })
const deletion = (demo: DemoPage, url: string): Locator =>
  demo.page.getByRole('button', { name: `Delete ${url}`, exact: true })
const outcome = (demo: DemoPage): Locator => demo.page.locator('#stored-outcome')

test('the table shows what is stored, sorted, with its size, and counts down', async ({ demo }) => {
  await demo.page.clock.install()
  await demo.page.reload()
  await expect(demo.page.locator('#stored-empty')).toHaveText('Nothing is stored yet.')
  await store(demo, 'Large: 500 KB', 'Fresh for a minute', 'Bytes, no text')
  const urls = demo.page.locator('#stored-rows button.link')
  await expect(urls).toHaveText(['/api/fresh', '/api/large', '/api/picture'])
  await expect(demo.stored.nth(1)).toContainText('500 KB')
  await expect(demo.page.locator('#stored-count')).toHaveText('3 responses')

  const sort = async (name: string) => demo.page.locator('.stored thead').getByRole('button', { name }).click()
  await sort('Size')
  await expect(urls).toHaveText(['/api/large', '/api/fresh', '/api/picture'])
  await expect(demo.page.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending')
  await expect(demo.page.getByRole('columnheader', { name: 'URL' })).not.toHaveAttribute('aria-sort')
  await sort('Fresh for')
  await expect(urls).toHaveText(['/api/fresh', '/api/large', '/api/picture'])
  await sort('URL')

  const fresh = demo.stored.first().locator('td').first()
  await expect(fresh).toHaveText(/^\d\d s$/)
  const before = Number.parseInt((await fresh.textContent()) ?? '', 10)
  await demo.page.clock.fastForward(10_000)
  await expect.poll(async () => Number.parseInt((await fresh.textContent()) ?? '', 10)).toBeLessThanOrEqual(before - 10)
  await demo.page.clock.fastForward(60_000)
  await expect(fresh).toHaveText('stale, kept 6 d')
  await expect(demo.page.locator('#stored-count')).toHaveText('3 responses, 1 stale')
})

test('the search by prefix is a Query of the dict’s own', async ({ demo }) => {
  await store(demo, 'Fresh for a minute', 'Not found, for a minute', 'Last-Modified, at another origin')
  await expect(demo.stored).toHaveCount(3)
  const conditions: string[] = []
  demo.page.on('request', (request) => {
    if (request.headers()['x-amz-target']?.endsWith('.Query')) conditions.push(request.postData() ?? '')
  })
  const prefix = demo.page.locator('#stored-search [name=prefix]')
  await demo.page.getByRole('button', { name: 'The demo’s API' }).click()
  await expect(prefix).toHaveValue(/\/api\/$/)
  await expect(demo.stored).toHaveCount(2)
  await prefix.press('End')
  await prefix.pressSequentially('fre')
  await expect(demo.page.locator('#stored-rows button.link')).toHaveText(['/api/fresh'])
  expect(conditions.some((sent) => sent.includes('begins_with') && sent.includes('/api/fre'))).toBe(true)
  await prefix.press('Enter')
  await prefix.fill('https://nothing.example/')
  await expect(demo.page.locator('#stored-empty')).toHaveText(/^Nothing of this host is stored/)
  await prefix.fill('x'.repeat(1_100))
  await expect(demo.page.locator('#stored-empty')).toHaveText('prefix must be at most 1024 bytes')
  await prefix.fill('')
  await expect(demo.stored).toHaveCount(3)
})

test('an entry is opened, made stale and deleted', async ({ demo }) => {
  await store(demo, 'Varies by language')
  const dialog = demo.page.getByRole('dialog', { name: 'Stored response' })
  await open(demo, '/api/greeting').click()
  await expect(dialog.locator('#entry-headers')).toContainText('max-age=300')
  await expect(dialog.locator('#entry-body')).toHaveText(/"greeting": "Guten Tag"/)
  await expect(dialog.locator('#entry-facts')).toContainText('Answer200 OK to GET')
  await expect(dialog.locator('#entry-facts')).toContainText('Selected byaccept-language')
  await expect(dialog.locator('#entry-facts')).toContainText(/In DynamoDB\d+ B/)
  await demo.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(open(demo, '/api/greeting')).toBeFocused()

  await demo.page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Make it stale' }).click()
  await expect(dialog.locator('#entry-outcome')).toContainText('It is stale now')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(demo.stored).toContainText('stale, kept 6 d')
  await open(demo, '/api/greeting').click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(demo.stored).toHaveCount(0)
  await expect(outcome(demo)).toContainText('Deleted http://')
})

test('deleting moves the focus on to the next row', async ({ demo }) => {
  await store(demo, 'Fresh for a minute', 'Not found, for a minute', 'Private')
  await deletion(demo, '/api/missing').click()
  await expect(deletion(demo, '/api/private')).toBeFocused()
  await demo.page.keyboard.press('Enter')
  await expect(deletion(demo, '/api/fresh')).toBeFocused()
  await demo.page.keyboard.press('Enter')
  await expect(demo.page.locator('#stored-search [name=prefix]')).toBeFocused()
  await expect(demo.stored).toHaveCount(0)
  await demo.choose('Fresh for a minute')
  await demo.expectSent('Miss, stored')
})

test('a prefix and all of it are deleted, when one says yes', async ({ demo }) => {
  await store(demo, 'Fresh for a minute', 'Private', 'Last-Modified, at another origin')
  const purge = demo.page.getByRole('button', { name: 'Delete these' })
  await expect(purge).toBeDisabled()
  await demo.page.getByRole('button', { name: 'The demo’s API' }).click()
  await expect(demo.stored).toHaveCount(2)
  const confirm = demo.page.locator('#confirm')
  await purge.click()
  await expect(confirm).toContainText(/2 responses under http.*\/api\//)
  await confirm.getByRole('button', { name: 'Keep them' }).click()
  await purge.click()
  await demo.page.keyboard.press('Escape')
  await expect(confirm).toBeHidden()
  await expect(demo.stored).toHaveCount(2)
  await purge.click()
  await confirm.getByRole('button', { name: 'Delete' }).click()
  await expect(outcome(demo)).toHaveText('Deleted 2 responses')
  await demo.page.locator('#stored-search [name=prefix]').fill('')
  await expect(demo.stored).toHaveCount(1)
  const clear = demo.page.getByRole('button', { name: 'Clear the cache' })
  await clear.click()
  await confirm.getByRole('button', { name: 'Delete' }).click()
  await expect(outcome(demo)).toHaveText('Deleted 1 response')
  await expect(demo.stored).toHaveCount(0)
  await expect(clear).toBeDisabled()
  await expect(demo.page.locator('#stored-search [name=prefix]')).toBeFocused()
})

test('what others wrote, and is no response, is listed as that and can be deleted', async ({
  demo,
  running,
  namespace,
}) => {
  await store(demo, 'Fresh for a minute')
  const { endpoint, region } = await (await fetch(`${running.url}/settings.json`)).json()
  const { expiration: _, ...credentials } = await (await fetch(`${running.url}/credentials.json`)).json()
  const connection = { endpoint, region, credentials, transport: 'sigv4' } as const
  const intruder = new DynamoDbDict('http_cache', {
    ...connection,
    namespace: `${namespace}/responses`,
    serializer: bytes,
  })
  await intruder.set('<b>no response</b>', new Uint8Array(1))
  await expect(demo.stored).toHaveCount(2)
  const row = demo.stored.filter({ hasText: '<b>no response</b>' })
  await expect(row).toContainText('cannot be read')
  await row.getByRole('button', { name: '<b>no response</b>', exact: true }).click()
  await expect(demo.page.locator('#entry-body')).toContainText('DECODE')
  await demo.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await row.getByRole('button', { name: /^Delete/ }).click()
  await expect(demo.stored).toHaveCount(1)
})

test('two tabs at once see what either stores and deletes', async ({ demo, newTab }) => {
  const other = await newTab()
  await store(demo, 'Fresh for a minute')
  await expect(other.stored).toHaveCount(1)
  await other.toFront()
  await other.choose('Fresh for a minute')
  await other.expectSent('Hit')
  await deletion(other, '/api/fresh').click()
  await expect(demo.stored).toHaveCount(0)
  await demo.choose('Slow: 2 seconds')
  await demo.control('send').click()
  await other.choose('Private')
  await other.send()
  for (const tab of [demo, other]) await expect(tab.stored).toHaveCount(2)
})

test('another namespace is another cache', async ({ demo, running }) => {
  await store(demo, 'Fresh for a minute')
  await expect(demo.stored).toHaveCount(1)
  await demo.open(`${running.url}/?namespace=someone-else`)
  await expect(demo.page.locator('#health')).toContainText('Namespace someone-else: DynamoDB at 127.0.0.1')
  await demo.choose('Fresh for a minute')
  await demo.expectSent('Miss, stored')
})
