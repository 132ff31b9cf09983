// @ts-check

/** What the metrics are called in tables. */
const titles = {
  perSecond: 'a second',
  cpuUs: 'CPU µs each',
  medianUs: 'µs each',
  ms: 'ms',
  cpuMs: 'CPU ms',
  mbPerSecond: 'MB a second',
  peakMb: 'MB above idle',
  usPerItem: 'µs an item',
  importMs: 'import, ms',
  firstGetMs: 'first get, ms',
  processMs: 'with the process, ms',
}

/**
 * @param {string} metric
 * @returns {string}
 */
export const titleOf = (metric) => Object.entries(titles).find(([name]) => name === metric)?.[1] ?? metric
