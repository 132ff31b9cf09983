import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { createTransport, DynamoDbDict, type Transport } from '../../../src/runtimes/node.ts'
import { newName } from '../../suites/harness.ts'
import { begin, type Call, script } from './calls.ts'
import { ModelDict } from './model-dict.ts'
import { type Outcome, type Player, play } from './play.ts'

export type Sender = 'sigv4' | 'aws-sdk'

/** Its waits take no time, but for those that guard against a request that hangs. */
const impatient = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms < 1_000 ? 0 : ms)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    }),
}

export const transportTo = (endpoint: string, sender: Sender): Transport =>
  createTransport({
    transport: sender,
    endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
    clock: impatient,
    timeoutMs: 60_000,
  })

export interface Comparison {
  /** What a run sends by. `phase` differs from run to run, so that faults that come regularly meet other calls. */
  readonly transport: (phase: number) => Transport | Promise<Transport>
  /** Whether answers may be lost, so that an outcome may be unknown. */
  readonly isLossy?: boolean
}

/** Plays a script on a dict and on the model, and compares what comes of each call, and what is there in the end. */
export async function compare(
  { shards, compress, ttl, phase, calls }: Script,
  { transport, isLossy }: Comparison,
): Promise<void> {
  const clock = { at: begin, now: () => clock.at, sleep: async () => {} }
  const settings = { transport: await transport(phase), namespace: newName('ü/~'), clock, inlineBytes: 1_024 }
  const dict: Player = {
    dict: new DynamoDbDict('model', { ...settings, shards, compress, ttl, consistent: true }),
    versions: new Map(),
  }
  const model = { dict: new ModelDict(begin, ttl), versions: new Map<string, string>() }
  for (const [at, call] of calls.entries()) {
    const [method, first] = call
    if (method === 'pass') {
      clock.at += first as number
      model.dict.now = clock.at
      continue
    }
    const before = model.dict.copy()
    const [actual, expected] = [await play(dict, call), await play(model, call)]
    if (isLossy && isUnknown(actual) && mayBeUnknown(method, expected)) {
      // It may not have been done; the rest goes on from what is there.
      if (!(await isAlike(dict, model))) model.dict = before
      await assertAlike(dict, model, `after call ${at}, whose outcome is unknown`)
    } else if (!(isLossy && method === 'clear')) {
      // How many expired items an unknown outcome has left is unknown too, and clear counts them.
      deepStrictEqual(actual, expected, messageOf(`call ${at}`, call, actual, expected))
    }
  }
  await assertAlike(dict, model, 'in the end')
}

type Script = typeof script extends fc.Arbitrary<infer T> ? T : never

const isUnknown = (outcome: Outcome) => 'failure' in outcome && outcome.failure === 'OUTCOME_UNKNOWN'

/** What is not safe to send again, and conditions that fail: after a lost answer that may be their own doing. */
const mayBeUnknown = (method: string, expected: Outcome) =>
  ['delete', 'pop', 'popItem', 'increment'].includes(method) ||
  ('failure' in expected ? expected.failure === 'CONDITION_FAILED' : expected.result === false)

const everything: readonly Call[] = [
  ['entries', {}],
  ['metas', {}],
]

async function isAlike(dict: Player, model: Player): Promise<boolean> {
  return assertAlike(dict, model, '').then(
    () => true,
    () => false,
  )
}

async function assertAlike(dict: Player, model: Player, when: string): Promise<void> {
  for (const call of everything) {
    const [actual, expected] = [await play(dict, call), await play(model, call)]
    deepStrictEqual(actual, expected, messageOf(when, call, actual, expected))
  }
}

const messageOf = (when: string, call: Call, actual: Outcome, expected: Outcome) =>
  `${when}: ${fc.stringify(call)} came to ${brief(actual)}, and should to ${brief(expected)}`

const brief = (outcome: Outcome) => fc.stringify(outcome).slice(0, 500)

/**
 * Checks many scripts. `MODEL_SEED` and `MODEL_PATH` repeat what a failure printed, `MODEL_RUNS` is a factor of how many.
 */
export async function checkScripts(name: string, numRuns: number, comparison: Comparison): Promise<void> {
  const { MODEL_SEED, MODEL_PATH, MODEL_RUNS = '1' } = process.env
  const seed = MODEL_SEED === undefined ? Date.now() ^ (Math.random() * 2 ** 32) : Number(MODEL_SEED)
  const runs = Math.ceil(numRuns * Number(MODEL_RUNS))
  process.stdout.write(`${name}: ${runs} runs, MODEL_SEED=${seed}\n`)
  const property = fc.asyncProperty(script, (played) => compare(played, comparison))
  await fc.assert(property, { seed, numRuns: runs, ...(MODEL_PATH && { path: MODEL_PATH }) })
}
