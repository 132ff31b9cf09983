// @ts-check
/**
 * What is to be reached (issue 8), and what `npm run bench:check` still takes: there the measure is short, on a machine that
 * does other work, so its margins are wide. A row is a metric of one contender, as a ratio to another one's or by itself.
 */

/**
 * @typedef {object} Goal
 * @property {string} what
 * @property {string} question
 * @property {string} case
 * @property {string} metric
 * @property {string} of
 * @property {string} [to] Without it the metric counts by itself, and is not for the check.
 * @property {'at most' | 'at least'} bound
 * @property {number} [goal]
 * @property {number} [check]
 */

const sigv4 = 'dynadict, sigv4'
const byFetch = 'dynadict, sigv4 by fetch'
const sdk = 'SDK client'

/** One question to all: `get` of many callers. */
const get = { question: 'single', case: 'get, 32 at once' }
const cpu = /** @type {const} */ ({ ...get, metric: 'cpuUs', bound: 'at most' })
const throughput = /** @type {const} */ ({ ...get, metric: 'perSecond', bound: 'at least' })

/** @type {(major: number) => readonly Goal[]} */
const single = (major) => [
  { ...cpu, what: 'get over aws-sdk : SDK client, CPU', of: 'dynadict, aws-sdk', to: sdk, goal: 1.05, check: 2 },
  { ...throughput, what: 'get over sigv4 : SDK client, throughput', of: sigv4, to: sdk, goal: 4, check: 1.2 },
  {
    ...{ ...throughput, what: 'get over sigv4 by fetch : SDK client, throughput' },
    ...{ of: byFetch, to: sdk, goal: major >= 24 ? 2 : 1.3, check: 0.4 },
  },
  { ...cpu, what: 'get over sigv4 : aws4fetch, CPU', of: sigv4, to: 'aws4fetch', goal: 0.8, check: 1 },
  { ...cpu, what: 'get over sigv4 by fetch : aws4fetch, CPU', of: byFetch, to: 'aws4fetch', goal: 0.8, check: 2 },
]

const hit = /** @type {const} */ ({ question: 'http', case: 'hit, 1 KB', metric: 'cpuUs', bound: 'at most' })

/** @type {readonly [string, number][]} */
const peersInBulk = [
  ['SDK by hand', 1 / 4],
  ['@keyv/dynamo, by 100', 1 / 5],
  ['requests-cache', 1 / 5],
]

/** @type {readonly Goal[]} */
const bulk = ['write', 'read', 'clear'].flatMap((task) =>
  peersInBulk.map(([to, goal]) => ({
    ...{ what: `${task} many, 5 ms away : ${to}, time`, question: 'far', case: task, metric: 'ms' },
    ...{ of: sigv4, to, bound: /** @type {const} */ ('at most'), goal },
    ...(to === 'SDK by hand' && { check: 1.5 }),
  })),
)

/**
 * The goals on a version of Node.js.
 * @param {number} major
 * @returns {readonly Goal[]}
 */
export const goalsOn = (major) => [
  ...single(major),
  ...bulk,
  {
    ...{ ...hit, what: 'HTTP hit of 1 KB over aws-sdk : the GetItem under it, CPU' },
    ...{ of: 'dynadict, aws-sdk', to: 'GetItem alone, aws-sdk', goal: 1.3, check: 2 },
  },
  {
    ...{ ...hit, what: 'HTTP hit of 1 KB over sigv4 : the GetItem under it, CPU' },
    ...{ of: sigv4, to: 'GetItem alone, sigv4', goal: 1.3, check: 3.5 },
  },
  {
    ...{ what: 'a decision of the policy, µs', question: 'policy', case: 'a fresh one', metric: 'cpuUs' },
    ...{ of: 'dynadict', bound: 'at most', goal: 5 },
  },
  {
    ...{ what: 'a decision : http-cache-semantics, CPU', question: 'policy', case: 'a fresh one', metric: 'cpuUs' },
    ...{ of: 'dynadict', to: 'http-cache-semantics', bound: 'at most', check: 50 },
  },
  {
    ...{ what: 'first get of a process, over sigv4 : SDK client', question: 'start', case: 'Node.js' },
    ...{ metric: 'firstGetMs', of: sigv4, to: sdk, bound: 'at most', goal: 0.4, check: 1 },
  },
  {
    ...{ what: 'MB above idle to iterate 100,000 items', question: 'scale', case: 'iterate', metric: 'peakMb' },
    ...{ of: '100,000 items', bound: 'at most', goal: 30 },
  },
]
