import { expect } from '@playwright/test'
import { startDemo, stopDemo, test } from './demo-page.ts'

for (const { trouble, title, advice, detail } of [
  { trouble: 'stopped', title: 'DynamoDB cannot be reached', advice: 'start the demo anew', detail: 'NETWORK' },
  {
    trouble: 'credentials',
    title: 'DynamoDB does not take the credentials',
    advice: 'where they come from',
    detail: 'CREDENTIALS',
  },
  { trouble: 'throttled', title: 'DynamoDB throttles', advice: 'raise the capacity', detail: 'THROTTLED' },
]) {
  test(`with DynamoDB ${trouble}, requests are answered, and the rest says what to do`, async ({ demo, newTab }) => {
    await demo.choose('Fresh for a minute')
    await demo.expectSent('Miss, stored')
    const other = await newTab()
    await demo.trouble('dynamodb', trouble)
    await demo.expectSent('Miss, stored', `DynamoDB could not be read (${detail}), so the cache was left out.`)
    await expect(demo.verdict).toContainText('200 OK')
    await expect(demo.notice).toContainText(`${title}. `)
    await expect(demo.notice).toContainText(advice)
    await expect(demo.page.locator('#health')).toHaveText(title)
    await expect(demo.page.locator('#events')).toContainText('cache-read-failed')
    // What was read before is still there to be looked at.
    await expect(demo.stored).toHaveCount(1)

    // Of what is throttled a batch waits for capacity, longer than this test.
    if (trouble !== 'throttled') {
      await demo.page.getByRole('button', { name: 'Delete /api/fresh' }).click()
      await expect(demo.page.locator('#stored-outcome')).toContainText(title)
    }
    await demo.page.locator('#dict [name=key]').fill('ada')
    await demo.page.locator('#dict [name=set]').click()
    await expect(demo.page.locator('#dict-outcome')).toContainText(title)
    await demo.page.getByRole('button', { name: '/api/fresh', exact: true }).click()
    await expect(demo.page.locator('#entry-body')).toContainText(title)
    await demo.page.getByRole('button', { name: 'Make it stale' }).click()
    await expect(demo.page.locator('#entry-outcome')).toContainText(title)
    await demo.page.keyboard.press('Escape')

    // The other tab has seen it too, and sets it right.
    await expect(other.notice).toContainText(title)
    await expect(other.page.locator('#trouble [name=dynamodb]')).toHaveValue(trouble)
    await other.trouble('dynamodb', 'none')
    await expect(other.notice).toBeHidden()
    await expect(demo.notice).toBeHidden()
    await expect(demo.page.locator('#health')).toContainText('answers')
    await demo.expectSent('Hit')
  })
}

test('a slow DynamoDB holds no request up for long', async ({ demo }) => {
  await demo.choose('Fresh for a minute')
  await demo.expectSent('Miss, stored')
  await demo.trouble('dynamodb', 'slow')
  await demo.expectSent('Miss, stored', 'DynamoDB could not be read (TIMEOUT)')
  await demo.openSettings()
  await demo.control('cacheTimeoutMs').selectOption('20 seconds')
  await demo.expectSent('Hit')
})

test('credentials that AWS does not know are told, and the table is not shown empty for it', async ({
  demo,
  running,
}) => {
  const wrong = { accessKeyId: 'ASIAWRONG', secretAccessKey: 'wrong', sessionToken: 'wrong', expiration: '2099-01-01' }
  await demo.page.route('**/credentials.json', (route) => route.fulfill({ json: wrong }))
  await demo.open(`${running.url}/?namespace=wrong`)
  await expect(demo.notice).toContainText('DynamoDB does not take the credentials')
  await expect(demo.page.locator('#stored-empty')).toHaveText('It could not be read.')
  await demo.choose('Fresh for a minute')
  await demo.expectSent('Miss, stored', 'CREDENTIALS')
  await expect(demo.verdict).toContainText('200 OK')
  await demo.notice.getByRole('button', { name: 'Try again' }).focus()
  await demo.page.unroute('**/credentials.json')
  // The page looks again every few seconds by itself, and may be faster than a click would be.
  await demo.page.keyboard.press('Enter')
  await expect(demo.notice).toBeHidden()
  await expect(demo.page.getByRole('heading', { name: 'Request' })).toBeFocused()
})

test('a page that cannot start says so', async ({ demo, running }) => {
  await demo.page.route('**/settings.json', (route) => route.abort())
  await demo.page.goto(running.url)
  await expect(demo.notice).toContainText('The page could not start.')
  await expect(demo.control('send')).toBeDisabled()
  await demo.page.unroute('**/settings.json')
  await demo.page.goto(`${running.url}/?namespace=${encodeURIComponent('~dynadict/x')}`)
  await expect(demo.notice).toContainText('The page could not start.')
  await expect(demo.notice).toContainText('namespace')
})

test('when the demo itself has ended, the page goes on saying what is wrong', async ({ demo }) => {
  const own = await startDemo()
  await demo.open(own.url)
  await stopDemo(own)
  await demo.choose('Fresh for a minute')
  await demo.expectSent('Failed')
  await expect(demo.verdict).toContainText('The origin cannot be reached')
  await expect(demo.notice).toContainText('DynamoDB cannot be reached')
  await expect(demo.page.locator('#trouble-outcome')).toContainText('start it by npm run demo:browser')
  await demo.page.locator('#trouble [name=api]').selectOption('answers 503')
  await expect(demo.page.locator('#trouble-outcome')).toContainText('start it by npm run demo:browser')
})
