// @ts-check
import { median } from './statistics.mjs'
import { ratioOf } from './summary.mjs'
import { markdown, number } from './table.mjs'

/**
 * @typedef {import('../reach.mjs').Goal} Goal
 * @typedef {import('./summary.mjs').Sample} Sample
 * @typedef {{ what: string, measured: number | undefined, bound: string, limit: number, isKept: boolean }} Verdict
 */

/**
 * Whether what was measured keeps to the goals, or to the wider limits of the check. What was not measured keeps to nothing.
 * @param {readonly Goal[]} goals
 * @param {Record<string, readonly Sample[]>} answers by question
 * @param {'goal' | 'check'} by
 * @returns {Verdict[]}
 */
export function judge(goals, answers, by) {
  return goals.flatMap((goal) => {
    const limit = goal[by]
    if (limit === undefined) return []
    const measured = measure(goal, answers[goal.question] ?? [])
    const isKept = measured !== undefined && (goal.bound === 'at most' ? measured <= limit : measured >= limit)
    return { what: goal.what, measured, bound: goal.bound, limit, isKept }
  })
}

/**
 * @param {Goal} goal
 * @param {readonly Sample[]} samples
 */
function measure({ case: name, metric, of, to }, samples) {
  if (to !== undefined) return ratioOf(samples, { case: name, metric, of, to })
  const own = samples.filter((sample) => sample.contender === of && sample.case === name)
  const figures = own.flatMap(({ metrics }) => metrics?.[metric] ?? [])
  return figures.length > 0 ? median(figures) : undefined
}

/** @param {readonly Verdict[]} verdicts */
export const verdictTable = (verdicts) =>
  markdown(
    ['measure', 'measured', 'limit', ''],
    verdicts.map(({ what, measured, bound, limit, isKept }) => [
      what,
      measured === undefined ? 'nothing' : number(measured),
      `${bound} ${number(limit)}`,
      isKept ? 'kept' : 'not kept',
    ]),
  )
