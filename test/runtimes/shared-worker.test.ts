import { expect, inject, test } from 'vitest'
import { withWorkerd } from './workerd.ts'

test('in workerd, a request that is gone leaves no promise for which others would wait', async () => {
  const table = `shared-${process.pid}-${Date.now()}`
  const settings = { endpoint: inject('endpoint'), originUrl: 'data:text/plain,hello', table }
  await withWorkerd({ folder: inject('packageFolder'), module: 'shared-worker.mjs' }, async (url) => {
    const ask = async (key: string) => {
      const init = { method: 'POST', body: JSON.stringify({ ...settings, key }), signal: AbortSignal.timeout(4_000) }
      return (await fetch(url, init)).text()
    }
    expect(await ask('gone')).toBe('gone')
    const keys = ['a', 'b', 'c', 'd']
    const answers = await Promise.all(keys.map(ask))
    expect(answers).toEqual(keys.map((key) => JSON.stringify([key, 'hello'])))
  })
})
