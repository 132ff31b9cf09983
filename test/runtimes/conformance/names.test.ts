import { expect, test } from 'vitest'
import { pageSuites, rfcSuites } from '../../suites/index.ts'
import { limits } from '../limits.ts'
import { allNamesOf, only } from './names.ts'

test('every test has a name of its own, and every limit is that of a test', () => {
  expect(only, 'TEST_NAME is for a run of one runtime by itself').toBe('')
  const names = allNamesOf({ ...rfcSuites, ...pageSuites })
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(names).toEqual(expect.arrayContaining(Object.values(limits).flatMap(Object.keys)))
})
