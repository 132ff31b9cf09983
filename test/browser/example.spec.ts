import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { newConsumerFolder } from '../support/consumer-folder.ts'

const example = fileURLToPath(new URL('../../examples/browser', import.meta.url))

/** Serves the example as its README says, while the work lasts. */
async function served(work: (url: string) => Promise<void>): Promise<void> {
  const commands = /```sh\n([\s\S]*?)```/.exec(await readFile(join(example, 'README.md'), 'utf8'))?.[1]
  const [install = '', start = ''] = commands?.split('\n') ?? []
  const packages = install.replace('npm install dynadict', '').trim().split(' ')
  const folder = await newConsumerFolder(...packages)
  await cp(example, folder, { recursive: true })
  const [program = '', ...args] = start.split(' ')
  const server = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(server, 'exit')
  try {
    const [said] = await once(server.stdout, 'data')
    await work(/open (\S+)/.exec(String(said))?.[1] ?? '')
  } finally {
    server.kill()
    await exit
    await rm(folder, { recursive: true, force: true })
  }
}

test('examples/browser fetches through the cache and keeps a dict, for one identity, as its README says', async ({
  page,
}) => {
  const failures: Error[] = []
  page.on('pageerror', (error) => failures.push(error))
  await served(async (url) => {
    const request = page.locator('#request')
    const entry = page.locator('#entry')
    const fetchIt = async (outcome: RegExp) => {
      await request.getByRole('button', { name: 'Fetch' }).click()
      await expect(request.locator('output')).toHaveText(outcome)
    }

    await page.goto(url)
    await fetchIt(/^200 from the origin, \d+ characters \(dynadict; fwd=uri-miss; fwd-status=200; stored/)
    await fetchIt(/^200 from the cache, \d+ characters \(dynadict; hit/)
    await entry.getByLabel('Key').fill('greeting')
    await entry.getByLabel('Value').fill('<b>hello</b>')
    await entry.getByRole('button', { name: 'Set' }).click()
    await expect(entry.locator('output')).toHaveText('greeting is set')

    // Another visit finds both.
    await page.reload()
    await fetchIt(/^200 from the cache/)
    await expect(entry.locator('tbody tr')).toHaveText(['greeting<b>hello</b>'])
    await entry.getByLabel('Key').fill('greeting')
    await entry.getByRole('button', { name: 'Delete' }).click()
    await expect(entry.locator('tbody tr')).toHaveCount(0)

    await request.getByLabel('URL').fill('http://127.0.0.1:2/')
    await fetchIt(/^TypeError: Failed to fetch$/)
  })
  expect(failures).toEqual([])
})
