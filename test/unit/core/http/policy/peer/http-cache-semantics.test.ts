import { expect, test } from 'vitest'
import { sample } from './cases.ts'
import { rules } from './rules.ts'
import { disagree, explain } from './settle.ts'
import { ours, theirs } from './verdicts.ts'

const disagreements = sample(800, 403_869).filter(disagree).slice(0, 200)

test('200 disagreements with http-cache-semantics are settled, each by a sentence of an RFC', () => {
  expect(disagreements).toHaveLength(200)
  const counts = new Map(rules.map(({ rule }) => [rule, 0]))
  for (const given of disagreements) {
    const rule = explain(rules, given)?.rule
    expect(rule, `${ours(given)}, not ${theirs(given)}: ${JSON.stringify(given)}`).toBeDefined()
    if (rule) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  }
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(rules.map(({ rule, count }) => [rule, count])))
})

test('no rule is without a disagreement, and all have the section and its words', () => {
  for (const { rule, rfc, sentence, count } of rules) {
    expect(count, rule).toBeGreaterThan(0)
    expect(rfc).toMatch(/^RFC \d{4} §\d/)
    expect(sentence.length).toBeGreaterThan(20)
  }
})
