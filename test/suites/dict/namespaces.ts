import { assert } from 'chai'
import { type Library, listOf, newName, SkippingClock, type Suite } from '../harness.ts'
import { newDict, reserved } from './fixture.ts'
import { noise } from './large.ts'

const table = 'dict-suite'

/** Names that are alike, or look like what dynadict keeps for the first of them. */
function namesAlike(): string[] {
  const name = newName('n')
  const kept = `${name.length}:${name}`
  const long = name.padEnd(1_024, 'x')
  return [
    name,
    `${name}/`,
    `${name}/blobs`,
    `${name}/chunks/`,
    `${name}/shards/1`,
    ` ${name}`,
    name.toUpperCase(),
    `${name}*`,
    `${name}%`,
    kept,
    `${kept}/blobs`,
    `~dynadict${kept}/blobs`,
    `~Dynadict/${kept}`,
    `~dynadict-${kept}`,
    `${name}\u00e9`,
    `${name}e\u0301`,
    `${name}\u{1f600}`,
    `${name}\u0000`,
    long,
    `${long.slice(0, -1)}y`,
    name.padEnd(1_024 - 10, '\u00e9').slice(0, 500),
  ]
}

/** Dicts of one table that have nothing to do with one another. */
export const namespaces: Suite = (test, harness) => {
  const { lib, serializers } = harness

  for (const [what, shards] of [
    ['in one partition each', 1],
    ['over several partitions', 3],
  ] as const) {
    test(`whatever namespaces are called, what is done to one leaves the others as they are: ${what}`, async () => {
      const { transport } = newDict(harness)
      const names = namesAlike()
      const clock = new SkippingClock()
      const open = (namespace: string, settings: Library.DynamoDbDictOptions<string> = {}) =>
        new lib.DynamoDbDict<string>(table, {
          transport,
          namespace,
          inlineBytes: 1_024,
          compress: false,
          // Every other one is spread, so that the kinds meet.
          shards: names.indexOf(namespace) % 2 === 0 ? shards : 1,
          ...settings,
        })
      await Promise.all(
        names.map(async (name, index) => {
          await open(name).set('k', noise(2_000, index))
          await open(name).setMany({ a: `small ${index}`, z: noise(1_500, index) })
        }),
      )
      const checkAll = async (from: number, after: string) => {
        for (let index = from; index < names.length; index++) {
          const name = names[index] as string
          const read = await listOf(open(name).entries())
          assert.deepEqual(
            read,
            [
              ['a', `small ${index}`],
              ['k', noise(2_000, index)],
              ['z', noise(1_500, index)],
            ],
            `${name} after ${after}`,
          )
        }
      }
      await checkAll(0, 'all are written')
      for (const [index, name] of names.entries()) {
        const dict = open(name)
        await dict.set('k', noise(2_000, index + 100))
        assert.strictEqual(await dict.pop('k'), noise(2_000, index + 100))
        assert.strictEqual(await dict.clear(), 2)
        clock.offsetMs = 10_800_000
        // The two that were released, and the one that clear left.
        assert.deepEqual(await serializers.vacuum(open(name, { clock })), { examined: 3, removed: 3 }, name)
        assert.isEmpty(await listOf(dict.keys()))
        assert.isEmpty(await reserved(name, transport, 'blobs'))
        if (index % 5 === 0) await checkAll(index + 1, name)
      }
    })
  }
}
