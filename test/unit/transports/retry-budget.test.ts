import { expect, test } from 'vitest'
import { newRetryBudget } from '../../../src/transports/retry-budget.ts'

test('an outage leaves 100 retries, and success brings them back', () => {
  const budget = newRetryBudget()
  let retries = 0
  while (budget.spend()) retries++
  expect(retries).toBe(100)
  expect(budget.spend()).toBe(false)
  for (let success = 0; success < 5; success++) budget.refund(false)
  expect(budget.spend()).toBe(true)
  budget.refund(true)
  expect(budget.spend()).toBe(true)
})
