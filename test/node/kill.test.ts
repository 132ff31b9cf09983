import { execFile } from 'node:child_process'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Clock, systemClock } from '../../src/core/clock.ts'
import { vacuum } from '../../src/entries/vacuum.ts'
import { createTransport, DynamoDbDict, type Item } from '../../src/runtimes/node.ts'
import { newName, SkippingClock } from '../suites/harness.ts'
import { bundleProgram } from '../support/bundle-program.ts'
import { orphansIn, shortLivedRecords, wholeTable } from '../support/whole-table.ts'
import { type Action, actions, oldValue, settings, type Task } from './killed-action.ts'

const connection = {
  endpoint: inject('endpoint'),
  region: 'us-west-2',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
  transport: 'sigv4',
} as const
const transport = createTransport(connection)

let program: Awaited<ReturnType<typeof bundleProgram>>
beforeAll(async () => {
  program = await bundleProgram('killed-writer.ts')
})
afterAll(() => program.remove())

interface Run {
  readonly namespace: string
  /** What the program told before it was killed. */
  readonly steps: readonly string[]
  readonly isKilled: boolean
}

const dictOf = (table: string, namespace: string, clock: Clock = systemClock) =>
  new DynamoDbDict<Uint8Array>(table, { ...settings, transport, namespace, clock })

function runProgram(task: Task): Promise<Run> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program.path, JSON.stringify(task)], (error, stdout, stderr) => {
      if (error && error.signal !== 'SIGKILL') reject(new Error(stderr || error.message))
      else resolve({ namespace: task.namespace, steps: stdout.trim().split('\n'), isKilled: error !== null })
    })
  })
}

/** Kills an action at one step after the other, each time over a value of its own, until it comes to its end. */
async function killEverywhere(table: string, action: Action, signs: readonly string[]): Promise<Run[]> {
  const runs: Run[] = []
  const killNext = async (sign: string) => {
    let run: Run | undefined
    for (let number = 1; run?.isKilled ?? true; number++) {
      const killAt = `${sign}${number}`
      const namespace = `${action} ${killAt}`
      if (action !== 'first') await dictOf(table, namespace).set('key', oldValue, { ttl: '20d' })
      run = await runProgram({ connection, table, namespace, action, killAt })
      if (run.isKilled) expect(run.steps.at(-1)).toContain(`${sign} ${number} `)
      runs.push(run)
    }
  }
  await Promise.all(signs.map(killNext))
  return runs
}

/** The request that decides, in an action: the item comes after its record and its chunks. */
const decisive: Readonly<Record<Action, readonly [operation: string, number: number]>> = {
  overwrite: ['PutItem', 4],
  // Its record is written twice, since the length is not known.
  stream: ['PutItem', 8],
  first: ['PutItem', 4],
  shrink: ['PutItem', 1],
  persist: ['UpdateItem', 5],
  delete: ['DeleteItem', 1],
  pop: ['DeleteItem', 1],
}

/** What may be found: the old value while the request that decides is not sent, the new one when it is answered. */
function possible(action: Action, steps: readonly string[]): (Uint8Array | undefined)[] {
  const [operation, number] = decisive[action]
  const told = (sign: string) => steps.filter((step) => step.startsWith(sign) && step.endsWith(operation)).length
  const before = action === 'first' ? undefined : oldValue
  const after = actions[action]
  if (told('<') >= number) return [after]
  return told('>') < number ? [before] : [before, after]
}

/** Other dicts with names alike. */
async function addBystanders(table: string, action: Action): Promise<Map<string, Item>> {
  const name = `${action} <1`
  for (const namespace of [name.slice(0, -1), `${name}/blobs`, `${name.length}:${name}`, '~dynadict']) {
    await dictOf(table, namespace).set('key', oldValue)
  }
  return wholeTable(transport, table)
}

/** Does what DynamoDB's own clean-up would have done by this time. */
async function expire(table: string, items: Iterable<Item>, now: number): Promise<void> {
  for (const { namespace = { S: '' }, key = { S: '' }, ttl } of items) {
    if (!ttl || Number(ttl.N) * 1_000 >= now) continue
    await transport.send('DeleteItem', { TableName: table, Key: { namespace, key } })
  }
}

const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined) => a === b || (a && b && !Buffer.compare(a, b))

test.concurrent.each([
  ['overwrite', ['>', '<']],
  ['stream', ['>', '<']],
  ['first', ['<']],
  ['shrink', ['<']],
  ['persist', ['<']],
  ['delete', ['<']],
  ['pop', ['<']],
] as const)(
  'a writer that dies at any request leaves the value whole, and vacuum the rest: %s',
  async (action, signs) => {
    const table = newName(`kill-${action}`)
    const bystanders = await addBystanders(table, action)
    const runs = await killEverywhere(table, action, signs)
    for (const { namespace, steps } of runs) {
      const found = await dictOf(table, namespace).get('key')
      const isExpected = possible(action, steps).some((value) => isSame(value, found))
      expect(isExpected, `${namespace}: ${found?.byteLength} bytes after ${steps}`).toBe(true)
    }

    const items = await wholeTable(transport, table)
    expect(shortLivedRecords(items)).toEqual([])
    const later = new SkippingClock()
    later.offsetMs = 10_800_000
    // Of every other run, DynamoDB's own clean-up comes first.
    const isFirst = ([name]: [string, Item]) => /[><]\d*[13579]["/]/.test(name)
    await expire(table, new Map([...items].filter(isFirst)).values(), later.now())
    for (const { namespace, steps } of runs) {
      const dict = dictOf(table, namespace, later)
      const before = await dict.get('key')
      await vacuum(dict)
      expect(await vacuum(dict), `${namespace} after ${steps}`).toMatchObject({ removed: 0 })
      expect(isSame(await dict.get('key'), before), namespace).toBe(true)
    }
    const left = await wholeTable(transport, table)
    expect(orphansIn(left)).toEqual([])
    for (const [name, item] of bystanders) expect(left.get(name), name).toEqual(item)
  },
  300_000,
)
