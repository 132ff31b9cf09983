import { deepStrictEqual, fail } from 'node:assert'
import fc from 'fast-check'
import type { ListOptions } from '../../../src/core/dict/options.ts'
import { DynamoDbDict, type Transport } from '../../../src/runtimes/node.ts'
import { newName } from '../../suites/harness.ts'
import { begin, type Call } from './calls.ts'
import { History } from './history.ts'
import { Intruder } from './intruder.ts'
import { Losses } from './losses.ts'
import { ModelDict } from './model-dict.ts'
import { type Outcome, type Player, play } from './play.ts'
import { playRace, type Race } from './race.ts'
import type { Script } from './script.ts'

export interface Comparison {
  /** What a run sends by. `phase` differs from run to run, so that faults that come regularly meet other calls. */
  readonly transport: (phase: number) => Transport | Promise<Transport>
  /** Whether answers may be lost, so that an outcome may be unknown. */
  readonly isLossy?: boolean
  /** Whether reads that are eventually consistent may tell what was before. */
  readonly isStale?: boolean
}

/** Plays a script on a dict and on the model, and compares what comes of each call, and what is there in the end. */
export async function compare(
  { shards, compress, ttl, phase, calls }: Script,
  { transport, isLossy = false, isStale = false }: Comparison,
): Promise<void> {
  const clock = { at: begin, now: () => clock.at, sleep: async () => {} }
  const direct = await transport(phase)
  const losses = new Losses(direct)
  const intruder = new Intruder(losses)
  const settings = { namespace: newName('ü/~'), clock, inlineBytes: 1_024, shards, compress, ttl, consistent: !isStale }
  const own = new DynamoDbDict('model', { ...settings, transport: intruder })
  const rivals = { dict: own, other: new DynamoDbDict('model', { ...settings, transport: direct }), intruder }
  const dict: Player = { dict: own, versions: new Map() }
  const model = { dict: new ModelDict(begin, ttl), versions: new Map<string, string>() }
  const history = new History(model.dict)
  /** How many expired items an unknown outcome has left is unknown too, and clear counts them. */
  let isCountKnown = !isLossy
  const hasMeta = calls.some(([method]) => method === 'patchMeta')

  for (const [at, call] of calls.entries()) {
    const [method, first] = call
    if (method === 'pass') {
      clock.at += first as number
      model.dict.now = clock.at
      continue
    }
    if (method === 'raced') {
      // What comes of both faults and another writer is in test/suites/dict/lost-answers.ts.
      const [racing] = first as Call
      if (!isLossy && !isStale && (isCountKnown || racing !== 'clear')) await raceAt(at, call)
      continue
    }
    const before = model.dict.copy()
    losses.begin()
    const [actual, expected] = [await play(dict, call), await play(model, call)]
    const wasSo = isStale && (await history.has(call, actual, clock.at))
    if (isStale && method === 'clear') {
      // It removes what it finds, which may not be all of the range.
      model.dict = before
      model.dict.keepOnly(await keysOf(dict), first as ListOptions)
      await assertAlike(`after call ${at}`)
    } else if (isLossy && isUnknown(actual) && mayBeUnknown(call, expected, losses)) {
      // It may not have been done; the rest goes on from what is there.
      await goOnFromEither(before, `after call ${at}, whose outcome is unknown`)
    } else if (wasSo && method === 'getOrInsert') {
      // What it found, although it may be gone meanwhile, it did not insert.
      await goOnFromEither(before, `after call ${at}`)
    } else if (!wasSo && (isCountKnown || method !== 'clear')) {
      deepStrictEqual(actual, expected, messageOf(`call ${at}`, call, actual, expected))
    }
    if (isStale) await history.add(before, call, model.dict)
  }
  await assertAlike('in the end')

  async function raceAt(at: number, [, ...race]: Call): Promise<void> {
    const { outcomes, possible } = await playRace(rivals, model.dict, race as unknown as Race)
    const [first, second = first] = possible
    if (!first || !second) fail(`call ${at}: ${fc.stringify(race)} came to ${fc.stringify(outcomes).slice(0, 500)}`)
    model.dict = first
    const [, key] = race[1] as Call
    await goOnFromEither(second, `after call ${at}`, ['getEntry', key, { consistent: true }])
    if (first !== second) isCountKnown = false
  }

  async function goOnFromEither(before: ModelDict, when: string, ...more: Call[]): Promise<void> {
    const isDone = await assertAlike(when, ...more).then(
      () => true,
      () => false,
    )
    if (isDone) return
    model.dict = before
    await assertAlike(when, ...more)
  }

  async function assertAlike(when: string, ...more: Call[]): Promise<void> {
    const everything: Call[] = [['entries', { consistent: true }], ...more]
    // Nothing else gives a meta, which saves a request in most scripts.
    if (hasMeta) everything.push(['metas', { consistent: true }])
    for (const call of everything) {
      const [actual, expected] = [await play(dict, call), await play(model, call)]
      deepStrictEqual(actual, expected, messageOf(when, call, actual, expected))
    }
  }
}

async function keysOf(dict: Player): Promise<readonly string[]> {
  const outcome = await play(dict, ['keys', { consistent: true }])
  return 'result' in outcome ? (outcome.result as string[]) : []
}

const isUnknown = (outcome: Outcome) => 'failure' in outcome && outcome.failure === 'OUTCOME_UNKNOWN'

/** How often a value in chunks is written, when nothing tells that it was done. */
const attemptsInChunks = 3

/**
 * Only where an answer was lost: what is not safe to send again, and conditions that fail, since that may be their own doing;
 * and values in chunks, whose item is not sent twice, when that happened each time that they were written.
 */
const mayBeUnknown = ([method]: Call, expected: Outcome, { isAny, mostInChunks }: Losses) => {
  const isOpen = 'failure' in expected ? expected.failure === 'CONDITION_FAILED' : expected.result === false
  const isOnce = ['delete', 'pop', 'popItem', 'increment'].includes(method)
  return (isAny && (isOnce || isOpen)) || mostInChunks === attemptsInChunks
}

const messageOf = (when: string, call: Call, actual: Outcome, expected: Outcome) =>
  `${when}: ${fc.stringify(call)} came to ${brief(actual)}, and should to ${brief(expected)}`

const brief = (outcome: Outcome) => fc.stringify(outcome).slice(0, 500)
