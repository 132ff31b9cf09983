import { isDeepStrictEqual } from 'node:util'
import type { DynamoDbDict } from '../../../src/runtimes/node.ts'
import type { Call } from './calls.ts'
import type { Intruder } from './intruder.ts'
import type { ModelDict } from './model-dict.ts'
import { type Outcome, play } from './play.ts'

/** A call, what another writer does, and before which of the call's requests. */
export type Race = readonly [call: Call, theirs: Call, request: number]

/** Two dicts on the same items. */
export interface Rivals {
  readonly dict: DynamoDbDict
  readonly other: DynamoDbDict
  /** What the first one sends by. */
  readonly intruder: Intruder
}

/** What came of both; the other writer did nothing where the call took fewer requests. */
interface Outcomes {
  readonly call: Outcome
  readonly theirs: Outcome | undefined
}

/** Plays a race, and resolves with what may be there then: whether the call came first or the other writer, all has to fit. */
export async function playRace(
  { dict, other, intruder }: Rivals,
  model: ModelDict,
  [call, theirs, request]: Race,
): Promise<{ outcomes: Outcomes; possible: ModelDict[] }> {
  let done: Outcome | undefined
  const act = async () => {
    done = await play({ dict: other, versions: new Map() }, theirs)
  }
  const outcome = await intruder.during(request, act, () => play({ dict, versions: new Map() }, call))
  const outcomes = { call: outcome, theirs: done }
  const orders = done ? [[call, theirs], [theirs, call]] : [[call]] // biome-ignore format: one line
  const possible: ModelDict[] = []
  for (const order of orders) {
    const copy = model.copy()
    const expected = new Map<Call, Outcome>()
    for (const each of order) expected.set(each, await play({ dict: copy, versions: new Map() }, each))
    // clear counts what it found, although the other writer may have taken it.
    const isTheirs = call[0] === 'clear' || isDeepStrictEqual(expected.get(theirs), done)
    if (isTheirs && isDeepStrictEqual(expected.get(call), outcome)) possible.push(copy)
  }
  return { outcomes, possible }
}
