// @ts-check
import { median, spread } from './statistics.mjs'

/**
 * @typedef {{ contender: string, round: number, case?: string, metrics?: Record<string, number>, failure?: string }} Sample
 * @typedef {{ median: number, spread: number, ratio: number | undefined }} Figure
 * @typedef {{ case: string, contender: string, figures: Record<string, Figure>, failure: string | undefined }} Row
 */

/**
 * How much one contender has of another one's, by rounds: both of a round met the same machine. `undefined` where there is no
 * round with both.
 * @param {readonly Sample[]} samples
 * @param {{ case: string, metric: string, of: string, to: string }} asked
 */
export function ratioOf(samples, { case: name, metric, of, to }) {
  const figures = (/** @type {string} */ contender) =>
    new Map(
      samples
        .filter((sample) => sample.contender === contender && sample.case === name)
        .flatMap(({ round, metrics }) => (metrics?.[metric] === undefined ? [] : [[round, metrics[metric]]])),
    )
  const others = figures(to)
  const ratios = [...figures(of)].flatMap(([round, own]) => {
    const other = others.get(round)
    return own === undefined || !other ? [] : [own / other]
  })
  return ratios.length > 0 ? median(ratios) : undefined
}

/**
 * A row for each case and contender, in the order in which they came, with the ratio of each metric to the baseline's. A failure
 * that is no case's is of all cases in which there are no figures.
 * @param {readonly Sample[]} samples
 * @param {string} baseline
 * @returns {Row[]}
 */
export function summarise(samples, baseline) {
  const cases = unique(samples.flatMap((sample) => sample.case ?? []))
  const contenders = unique([...samples].sort((a, b) => a.round - b.round).map(({ contender }) => contender))
  return (cases.length > 0 ? cases : ['']).flatMap((name) =>
    contenders.flatMap((contender) => {
      const own = samples.filter((sample) => sample.contender === contender)
      const measured = own.filter((sample) => sample.case === name)
      const rounds = measured.flatMap(({ metrics }) => (metrics ? [metrics] : []))
      const altogether = rounds.length === 0 ? own.filter((sample) => sample.case === undefined) : []
      const failure = [...measured, ...altogether].find((sample) => sample.failure !== undefined)
      if (rounds.length === 0 && !failure) return []
      const figures = Object.keys(rounds[0] ?? {}).map((metric) => {
        const numbers = rounds.map((metrics) => metrics[metric] ?? Number.NaN)
        const ratio = ratioOf(samples, { case: name, metric, of: contender, to: baseline })
        return [metric, { median: median(numbers), spread: spread(numbers), ratio }]
      })
      return { case: name, contender, figures: Object.fromEntries(figures), failure: failure?.failure }
    }),
  )
}

/** @param {readonly string[]} names */
const unique = (names) => [...new Set(names)]
