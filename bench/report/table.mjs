// @ts-check
import { titleOf } from './metrics.mjs'

/** @typedef {import('./summary.mjs').Row} Row */

/**
 * A table in Markdown for each case: median, spread, and ratio to the baseline of each metric.
 * @param {readonly Row[]} rows
 */
export function tablesOf(rows) {
  const cases = [...new Set(rows.map((row) => row.case))]
  return cases
    .map((name) =>
      tableOf(
        name,
        rows.filter((row) => row.case === name),
      ),
    )
    .join('\n\n') // by case
}

/**
 * @param {string} name
 * @param {readonly Row[]} rows
 */
function tableOf(name, rows) {
  const metrics = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))]
  const lines = rows.map(({ contender, figures, failure }) => [
    contender,
    ...metrics.flatMap((metric) => {
      const figure = figures[metric]
      return figure ? [`${number(figure.median)} ± ${percent(figure.spread)}`, ratio(figure.ratio)] : ['', '']
    }),
    ...(rows.some((row) => row.failure) ? [failure === undefined ? '' : `fails: ${oneLine(failure)}`] : []),
  ])
  const heads = [name, ...metrics.flatMap((metric) => [titleOf(metric), '×'])]
  if (rows.some((row) => row.failure)) heads.push('')
  return markdown(heads, lines)
}

/**
 * @param {readonly string[]} heads
 * @param {readonly (readonly string[])[]} lines
 */
export function markdown(heads, lines) {
  const widths = heads.map((head, column) =>
    Math.max(3, ...[head, ...lines.map((line) => line[column] ?? '')].map(({ length }) => length)),
  )
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${widths.map((width, column) => (column === 0 ? (cells[column] ?? '').padEnd(width) : (cells[column] ?? '').padStart(width))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(heads), line(rule), ...lines.map(line)].join('\n')
}

/** @param {number} value */
export const number = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 })

/** @param {number} part */
const percent = (part) => (Number.isFinite(part) ? `${Math.round(part * 100)} %` : '?')

/** @param {number | undefined} value */
const ratio = (value) => (value === undefined ? '' : value.toFixed(2))

/** @param {string} text */
const oneLine = (text) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '/').slice(0, 120)
