/**
 * Does one task on a dict, in a process that does nothing else, and prints how long it took and what memory it held: what is
 * there when a first request was answered is idle.
 */

import { openDict } from '../contenders/dict.mjs'
import { tasks } from '../contenders/dict-tasks.mjs'

const megabyte = 1_048_576
const { table, url, transport, task, amount } = JSON.parse(process.argv[2])

const dict = await openDict(table, { url, transport })
await dict.ready()
await dict.get('nothing')
const work = tasks[task](dict, amount)
globalThis.gc()
const idle = process.memoryUsage.rss()
let most = idle
const look = () => {
  most = Math.max(most, process.memoryUsage.rss())
}
const timer = setInterval(look, 5)
const start = performance.now()
const done = await work()
const ms = performance.now() - start
look()
clearInterval(timer)
process.stdout.write(`${JSON.stringify({ done, ms, peakMb: (most - idle) / megabyte })}\n`, () => process.exit())
