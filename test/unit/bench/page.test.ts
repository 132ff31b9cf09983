import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { questions } from '../../../bench/questions/index.mjs'
import { goalsOn } from '../../../bench/reach.mjs'
import { withFigures } from '../../../bench/report/page.mjs'

const place = (name: string, figures: string) => `<!-- figures: ${name} -->\n${figures}<!-- end -->\n`

test('figures take the place of those of their section, and of no other', () => {
  const page = `# A\n\n${place('single', '\nold\n\n')}\ntext\n\n${place('bulk', '')}`
  const once = withFigures(page, 'single', '| new |\n')
  expect(once).toBe(`# A\n\n${place('single', '\n| new |\n\n')}\ntext\n\n${place('bulk', '')}`)
  expect(withFigures(once, 'single', '| new |')).toBe(once)
  expect(withFigures(once, 'bulk', '| more |')).toBe(once.replace(place('bulk', ''), place('bulk', '\n| more |\n\n')))
  expect(() => withFigures(page, 'start', '| new |')).toThrow('the page has no place for the figures of start')
})

test('docs/benchmarks.md has a place for the figures of each question, for versions, and for what is to be reached', () => {
  const page = readFileSync(new URL('../../../docs/benchmarks.md', import.meta.url), 'utf8')
  for (const name of [...Object.keys(questions), 'versions', 'reach'])
    expect(() => withFigures(page, name, '')).not.toThrow()
})

test('each goal is about contenders and a question that there are', () => {
  const contenders = Object.fromEntries(
    Object.entries(questions).map(([name, question]) => [name, Object.keys(question.contenders)]),
  )
  for (const { what, question, of, to } of goalsOn(20)) {
    expect(contenders[question], what).toContain(of)
    if (to !== undefined) expect(contenders[question], what).toContain(to)
  }
})
