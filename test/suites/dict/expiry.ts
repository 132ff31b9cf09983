import { assert } from 'chai'
import { listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** Items past their expiry are absent, to the millisecond, whatever the engine still holds. */
export const expiry: Suite = (test, harness) => {
  test('an expired item is absent for every method', async () => {
    const { dict, clock, rawItem } = newDict<number>(harness)
    await dict.set('short', 1, { ttl: 10 })
    await dict.set('long', 2, { ttl: '1h' })
    await dict.set('ever', 3)
    assert.strictEqual(await dict.size(), 3)
    clock.offsetMs += 10_000
    assert.isUndefined(await dict.get('short'))
    assert.isFalse(await dict.has('short'))
    assert.strictEqual((await rejection(dict.getOrThrow('short'))).code, 'KEY_NOT_FOUND')
    assert.isFalse(await dict.delete('short'))
    await dict.set('short', 1, { ttl: 10 })
    clock.offsetMs += 10_000
    assert.isUndefined(await dict.pop('short'))
    await dict.set('short', 1, { ttl: 10 })
    clock.offsetMs += 10_000
    assert.strictEqual(await dict.size(), 2)
    assert.deepEqual(await listOf(dict.keys()), ['ever', 'long'])
    assert.deepEqual(await listOf(dict.values()), [3, 2])
    assert.deepEqual(await dict.popItem(), ['ever', 3])
    assert.isDefined(await rawItem('short'))
    assert.strictEqual(await dict.getOrInsert('short', 9), 9)
    assert.strictEqual(await dict.get('short'), 9)
  })

  test('clear removes expired items too', async () => {
    const { dict, clock, rawItem } = newDict<number>(harness)
    await dict.set('short', 1, { ttl: 10 })
    clock.offsetMs += 20_000
    assert.isTrue(await dict.isEmpty())
    assert.strictEqual(await dict.clear(), 1)
    assert.isUndefined(await rawItem('short'))
  })

  test('the dict has a ttl, a write overrides it', async () => {
    const { dict, rawItem, clock } = newDict<number>(harness, { ttl: '15m' })
    const at = new Date(clock.now() + 5_000)
    await dict.set('default', 1)
    await dict.set('never', 1, { ttl: 'never' })
    await dict.set('date', 1, { ttl: at })
    await dict.setMany({ many: 1 }, { ttl: 1.5 })
    const lifetime = async (key: string) => {
      const item = await rawItem(key)
      return Number(item?.expires?.N) - Number(item?.updated?.N)
    }
    assert.strictEqual(await lifetime('default'), 900_000)
    assert.isNaN(await lifetime('never'))
    assert.strictEqual(Number((await rawItem('date'))?.expires?.N), at.getTime())
    assert.strictEqual(await lifetime('many'), 1_500)
  })

  test('a bad ttl is refused by name before anything is sent', async () => {
    const { dict, transport } = newDict<number>(harness)
    for (const ttl of [
      -1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '1 h',
      '10',
      'soon',
      '',
      new Date(Number.NaN),
      null,
      {},
      true,
    ]) {
      const options = { ttl: ttl as never }
      for (const error of await rejections([
        dict.set('k', 1, options),
        dict.setMany({ k: 1 }, options),
        dict.update('k', () => 1, options),
        dict.getOrInsert('k', 1, options),
        dict.increment('k', 1, options),
        dict.touch('k', ttl as never),
        dict.patchMeta('k', {}, options),
        dict.putBlob('k', new Uint8Array(), options),
      ])) {
        assert.isTrue(error instanceof TypeError || error instanceof RangeError, String(ttl))
        assert.match(error.message, /ttl/)
      }
    }
    assert.deepEqual(transport.sent, [])
  })
}
