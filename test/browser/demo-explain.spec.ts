import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { type DemoPage, root, test } from './demo-page.ts'

interface Explained {
  readonly outcome: string
  readonly sentences: readonly string[]
}

/** What the page says of a response to a GET. */
async function explained(demo: DemoPage, response: object, mode = 'default'): Promise<Explained> {
  const told = {
    fromCache: false,
    revalidated: false,
    isStale: false,
    redirected: false,
    url: 'https://a.example/',
    ...response,
  }
  return demo.page.evaluate(async ({ path, told, asked }) => (await import(path)).explain(told, asked), {
    path: '/explain.js',
    told,
    asked: { method: 'GET', mode },
  })
}

test('every reason that the library gives has a sentence of its own', async ({ demo }) => {
  const folder = join(root, 'src/core/http')
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const sources = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const reasons = sources.flatMap((source) =>
    [...source.matchAll(/(?:reason|detail): '([a-z][^']+)'|(?:settings|headers|length)\b.*&& '([^']+)'/g)].flatMap(
      ([, reason, obstacle]) => reason ?? obstacle ?? [],
    ),
  )
  expect(reasons.length).toBeGreaterThan(8)
  for (const detail of [...reasons, 'no-store', 'private', 'Vary: *', 'status 206', 'THROTTLED']) {
    if (['uri-miss', 'stale', 'request'].includes(detail)) continue
    const { sentences } = await explained(demo, {
      cacheStatus: `dynadict; fwd=uri-miss; fwd-status=200; detail="${detail}"`,
    })
    expect(sentences.join(' '), detail).not.toContain('Detail:')
  }
})

test('each outcome is told from the others', async ({ demo }) => {
  const cached = { fromCache: true }
  for (const [outcome, response, sentence] of [
    ['hit', { ...cached, cacheStatus: 'dynadict; hit' }, 'for ever'],
    ['hit', { ...cached, cacheStatus: 'dynadict; hit; ttl=3' }, 'another 3 s'],
    ['stale', { ...cached, isStale: true, cacheStatus: 'dynadict; hit; ttl=-65' }, 'stale for 1 min 5 s'],
    [
      'instead',
      { ...cached, isStale: true, cacheStatus: 'dynadict; fwd=stale; fwd-status=502; ttl=-1' },
      'answered 502',
    ],
    ['revalidated', { ...cached, revalidated: true, cacheStatus: 'dynadict; fwd=stale; fwd-status=304' }, '304'],
    ['collapsed', { ...cached, cacheStatus: 'dynadict; fwd=uri-miss; collapsed; ttl=9' }, 'asked once'],
    ['stored', { cacheStatus: 'dynadict; fwd=vary-miss; fwd-status=200; stored; ttl=9' }, 'other values'],
    ['unstored', { cacheStatus: 'dynadict; fwd=uri-miss; fwd-status=200; detail="a \\"new\\" one"' }, 'a "new" one'],
    ['bypass', { cacheStatus: 'dynadict; fwd=bypass; fwd-status=200' }, 'no part'],
    ['absent', { cacheStatus: 'dynadict; detail="only-if-cached"' }, '504'],
  ] as const) {
    const told = await explained(demo, response)
    expect(told.outcome).toBe(outcome)
    expect(told.sentences.join(' ')).toContain(sentence)
  }
})
