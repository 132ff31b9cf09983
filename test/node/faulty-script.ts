import { unlessCode } from '../../src/core/errors.ts'
import type { DynamoDbDict } from '../../src/runtimes/node.ts'
import { listOf } from '../suites/harness.ts'
import { randomFor } from '../support/faults/schedule.ts'

type Dict = DynamoDbDict<unknown>
type Model = Map<string, unknown>

/** One call of a script: how it is made, what it gives, and what it leaves. */
export interface Step {
  readonly name: string
  readonly run: (dict: Dict) => Promise<unknown>
  /** What it resolves with, where that is not a version. */
  readonly gives?: unknown
  readonly leaves: (model: Model) => void
  /** Whether it may say that its outcome is unknown, though nobody else writes. */
  readonly mayBeUnknown?: true
}

/** Draws numbers below a limit. */
type Draw = (limit: number) => number

const unchanged = () => undefined
const isIn = (prefix: string) => (key: string) => key.startsWith(prefix)
const inOrder = (model: Model) => [...model].sort(([a], [b]) => (a < b ? -1 : 1))

/** Whether a write was done, which may fail for its condition. */
const orRefused = (write: Promise<unknown>): Promise<boolean> =>
  unlessCode(
    'CONDITION_FAILED',
    write.then(() => true),
  ).then((isDone) => isDone ?? false)

/** Some text, often more than an item may hold here. */
const someValue = (draw: Draw): unknown => [draw(1_000), 'x'.repeat(draw(3) === 0 ? 2_000 + draw(2_000) : draw(20))]

/** By what they do; each draws its key and value, and looks at the model before. */
const steps: Readonly<Record<string, (model: Model, key: string, draw: Draw) => Omit<Step, 'name'>>> = {
  set(_, key, draw) {
    const value = someValue(draw)
    return { run: (dict) => dict.set(key, value), leaves: (model) => model.set(key, value) }
  },
  getOrInsert(model, key, draw) {
    const value = someValue(draw)
    const gives = model.get(key) ?? value
    return { run: (dict) => dict.getOrInsert(key, value), gives, leaves: (model) => model.set(key, gives) }
  },
  update(model, key, draw) {
    const more = draw(1_000)
    const gives = [...((model.get(key) as unknown[] | undefined) ?? []), more].slice(-5)
    const run = (dict: Dict) => dict.update(key, (list) => [...((list as unknown[] | undefined) ?? []), more].slice(-5))
    return { run, gives, leaves: (model) => model.set(key, gives) }
  },
  get: (model, key) => ({ run: (dict) => dict.get(key), gives: model.get(key), leaves: unchanged }),
  has: (model, key) => ({ run: (dict) => dict.has(key), gives: model.has(key), leaves: unchanged }),
  touch: (model, key) => ({
    run: (dict) => dict.touch(key, '1h'),
    gives: model.has(key),
    leaves: unchanged,
    // Somebody may have removed it in between.
    ...(!model.has(key) && { mayBeUnknown: true }),
  }),
  patchMeta: (model, key) => ({
    run: (dict) => orRefused(dict.patchMeta(key, { a: 1 })),
    gives: model.has(key),
    leaves: unchanged,
    ...(!model.has(key) && { mayBeUnknown: true }),
  }),
  replace(model, key, draw) {
    const value = someValue(draw)
    return {
      run: (dict) => orRefused(dict.replace(key, value)),
      gives: model.has(key),
      leaves: (model) => model.has(key) && model.set(key, value),
      ...(!model.has(key) && { mayBeUnknown: true }),
    }
  },
  'set ifVersion'(_, key, draw) {
    const value = someValue(draw)
    const run = async (dict: Dict) => {
      const entry = await dict.getEntry(key)
      return orRefused(dict.set(key, value, entry ? { ifVersion: entry.version } : { ifAbsent: true }))
    }
    return { run, gives: true, leaves: (model) => model.set(key, value) }
  },
  delete: (model, key) => ({
    run: (dict) => dict.delete(key),
    gives: model.has(key),
    leaves: (model) => model.delete(key),
    mayBeUnknown: true,
  }),
  'delete ifVersion': (model, key) => ({
    run: async (dict) => {
      const entry = await dict.getEntry(key)
      return entry !== undefined && dict.delete(key, { ifVersion: entry.version })
    },
    gives: model.has(key),
    leaves: (model) => model.delete(key),
    mayBeUnknown: true,
  }),
  pop: (model, key) => ({
    run: (dict) => dict.pop(key),
    gives: model.get(key),
    leaves: (model) => model.delete(key),
    mayBeUnknown: true,
  }),
  popItem(model) {
    const [first] = inOrder(model)
    return {
      run: (dict) => dict.popItem(),
      gives: first,
      leaves: (model) => first && model.delete(first[0]),
      mayBeUnknown: true,
    }
  },
  increment(model, _, draw) {
    const counter = `n${draw(2)}`
    const gives = Number(model.get(counter) ?? 0) + 3
    return {
      run: (dict) => dict.increment(counter, 3),
      gives,
      leaves: (model) => model.set(counter, gives),
      mayBeUnknown: true,
    }
  },
  setMany(_, __, draw) {
    const entries = new Map(Array.from({ length: 30 }, () => [`a${draw(40)}`, someValue(draw)] as const))
    return {
      run: (dict) => dict.setMany(entries),
      gives: undefined,
      leaves: (model) => {
        for (const [key, value] of entries) model.set(key, value)
      },
    }
  },
  deleteMany(_, __, draw) {
    const keys = Array.from({ length: 5 }, () => `a${draw(40)}`)
    return {
      run: (dict) => dict.deleteMany(keys),
      gives: undefined,
      leaves: (model) => {
        for (const key of keys) model.delete(key)
      },
    }
  },
  getMany(model, __, draw) {
    const keys = new Set(Array.from({ length: 10 }, () => `a${draw(40)}`))
    const gives = new Map([...keys].filter((key) => model.has(key)).map((key) => [key, model.get(key)]))
    return { run: (dict) => dict.getMany([...keys]), gives, leaves: unchanged }
  },
  entries: (model) => ({ run: (dict) => listOf(dict.entries()), gives: inOrder(model), leaves: unchanged }),
  size: (model) => ({ run: (dict) => dict.size(), gives: model.size, leaves: unchanged }),
  clear(model, __, draw) {
    const prefix = `a${draw(4)}`
    const gone = [...model.keys()].filter(isIn(prefix))
    return {
      run: (dict) => dict.clear({ prefix }),
      leaves: (model) => {
        for (const key of gone) model.delete(key)
      },
    }
  },
}

const names = Object.keys(steps)

/** The step of a script, by its seed, its number and what is there before: the same each time. */
export function stepOf(seed: number, number: number, model: Model): Step {
  let draws = 0
  const draw = (limit: number) => Math.floor(randomFor(`${seed} ${number} ${draws++}`) * limit)
  const name = names[draw(names.length)] as string
  const make = steps[name] as NonNullable<(typeof steps)[string]>
  return { name, ...make(model, `a${draw(12)}`, draw) }
}
