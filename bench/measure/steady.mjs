import { Bench } from 'tinybench'

/**
 * Calls an operation for a while, so many at once, after warming up. Resolves with calls a second, with the CPU time of this
 * process for each in microseconds, and with the median of what one takes.
 */
export async function steady(operation, { atOnce = 1, timeMs }) {
  let started
  let used
  const bench = new Bench({
    time: timeMs,
    iterations: 0,
    warmupTime: timeMs / 2,
    warmupIterations: 0,
    concurrency: atOnce > 1 ? 'task' : null,
    threshold: atOnce,
    throws: true,
    setup() {
      started = { cpu: process.cpuUsage(), at: performance.now() }
    },
    teardown() {
      const { user, system } = process.cpuUsage(started.cpu)
      used = { cpuUs: user + system, seconds: (performance.now() - started.at) / 1_000 }
    },
  })
  const task = bench.add('operation', operation, { async: true }).getTask('operation')
  await bench.run()
  const { samplesCount, p50 } = task.result.latency
  return { perSecond: samplesCount / used.seconds, cpuUs: used.cpuUs / samplesCount, medianUs: p50 * 1_000 }
}
