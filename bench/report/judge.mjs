// @ts-check
import { median } from './statistics.mjs'
import { ratioOf } from './summary.mjs'
import { markdown, number } from './table.mjs'

/**
 * @typedef {import('../reach.mjs').Goal} Goal
 * @typedef {import('./summary.mjs').Sample} Sample
 * @typedef {{ what: string, measured: number | undefined, bound: string, limit: number, peerFails: boolean, isKept: boolean }} Verdict
 */

/**
 * Whether what was measured keeps to the goals, or to the wider limits of the check. What was not measured keeps to nothing;
 * but to a goal it does where the peer fails and we do not.
 * @param {readonly Goal[]} goals
 * @param {Record<string, readonly Sample[]>} answers by question
 * @param {'goal' | 'check'} by
 * @returns {Verdict[]}
 */
export function judge(goals, answers, by) {
  return goals.flatMap((goal) => {
    const limit = goal[by]
    if (limit === undefined) return []
    const samples = answers[goal.question] ?? []
    const measured = measure(goal, samples)
    // To the check a peer that fails is one that is not there.
    const peerFails = by === 'goal' && measured === undefined && failsAlone(goal, samples)
    const isWithin = measured !== undefined && (goal.bound === 'at most' ? measured <= limit : measured >= limit)
    return { what: goal.what, measured, bound: goal.bound, limit, peerFails, isKept: isWithin || peerFails }
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

/**
 * Whether the peer tried and failed, where ours has figures.
 * @param {Goal} goal
 * @param {readonly Sample[]} samples
 */
function failsAlone({ case: name, of, to }, samples) {
  const inCase = samples.filter((sample) => sample.case === name)
  const fails = inCase.some(({ contender, failure }) => contender === to && failure !== undefined)
  return fails && inCase.some(({ contender, metrics }) => contender === of && metrics)
}

/** @param {readonly Verdict[]} verdicts */
export const verdictTable = (verdicts) =>
  markdown(
    ['measure', 'measured', 'limit', ''],
    verdicts.map(({ what, measured, bound, limit, peerFails, isKept }) => [
      what,
      measured === undefined ? (peerFails ? 'the peer fails' : 'nothing') : number(measured),
      `${bound} ${number(limit)}`,
      isKept ? 'kept' : 'not kept',
    ]),
  )
