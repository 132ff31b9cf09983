/**
 * Works on very many items in a process of its own, so that its memory is seen by itself, and prints what it measured as
 * JSON. Runs with `--expose-gc`; its argument is a `Work` in JSON.
 */

import { DynamoDbDict, type DynamoDbDictOptions, type Transport } from '../../src/runtimes/node.ts'

export interface Work {
  readonly items: number
  /** Of the dict; without an endpoint, every request is answered at once with nothing. */
  readonly options: Omit<DynamoDbDictOptions, 'serializer'>
}

/** One step of the work. */
export interface Measured {
  readonly step: string
  readonly items: number
  readonly ms: number
  /** MB that were held, after a collection of garbage: at ten points of the step. */
  readonly heldMb: number[]
  readonly rssMb: number
}

const work: Work = JSON.parse(process.argv[2] ?? '')
const noTable: Transport = { send: async () => ({}) as never }
const { endpoint } = work.options
const dict = new DynamoDbDict<{ index: number; text: string }>('scale', {
  ...work.options,
  ...(endpoint ? {} : { transport: noTable }),
})

function heldMb(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}

async function measure(
  step: string,
  items: number,
  run: (sample: (done: number) => void) => Promise<number>,
): Promise<Measured> {
  const samples = [heldMb()]
  const sample = (done: number) => {
    if (done >= (items / 10) * samples.length) samples.push(heldMb())
  }
  const start = performance.now()
  const done = await run(sample)
  const ms = performance.now() - start
  return { step, items: done, ms, heldMb: samples, rssMb: process.memoryUsage().rss / 1e6 }
}

/** Keys half under `a/` and half under `b/`. */
async function* entries(sample: (done: number) => void) {
  for (let index = 0; index < work.items; index++) {
    sample(index)
    yield [`${index % 2 ? 'a' : 'b'}/${index}`, { index, text: 'some text of a value' }] as const
  }
}

async function setMany(sample: (done: number) => void): Promise<number> {
  await dict.setMany(entries(sample))
  return work.items
}

async function iterate(sample: (done: number) => void): Promise<number> {
  let count = 0
  for await (const _ of dict) sample(++count)
  return count
}

const { items } = work
const measured = [await measure('setMany', items, setMany)]
if (endpoint) {
  measured.push(await measure('size', items, () => dict.size()))
  measured.push(await measure('iterate', items, iterate))
  measured.push(
    await measure('clear by prefix', items / 2, (sample) => dict.clear({ prefix: 'a/', onProgress: sample })),
  )
  measured.push(await measure('size after', items / 2, () => dict.size()))
}
process.stdout.write(JSON.stringify(measured))
