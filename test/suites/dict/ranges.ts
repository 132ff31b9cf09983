import { assert } from 'chai'
import { type Library, listOf, rejection, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** Listings of a part of the keys, in order. */
export const ranges: Suite = (test, harness) => {
  /** A dict with these keys; each value is its key. */
  async function filled(keys: string[], options: Library.DynamoDbDictOptions<string> = {}) {
    const made = newDict<string>(harness, options)
    await made.dict.setMany(keys.map((key) => [key, key]))
    made.transport.sent.length = 0
    return made
  }

  const letters = ['a', 'a/1', 'a/2', 'a/3', 'b', 'b/1', 'c']

  test('prefix, from and to name a part of the keys, and each other', async () => {
    const { dict } = await filled(letters)
    const keys = (options: Library.ListOptions) => listOf(dict.keys(options))
    assert.deepEqual(await keys({ prefix: 'a/' }), ['a/1', 'a/2', 'a/3'])
    assert.deepEqual(await keys({ from: 'a/2' }), ['a/2', 'a/3', 'b', 'b/1', 'c'])
    assert.deepEqual(await keys({ to: 'a/2' }), ['a', 'a/1'])
    assert.deepEqual(await keys({ from: 'a/2', to: 'b/1' }), ['a/2', 'a/3', 'b'])
    assert.deepEqual(await keys({ prefix: 'a', from: 'a/2' }), ['a/2', 'a/3'])
    assert.deepEqual(await keys({ prefix: 'a/', to: 'a/3' }), ['a/1', 'a/2'])
    assert.deepEqual(await keys({ prefix: '', from: '' }), letters)
    assert.deepEqual(await listOf(dict.values({ prefix: 'b' })), ['b', 'b/1'])
    assert.deepEqual(await listOf(dict.entries({ prefix: 'c' })), [['c', 'c']])
    assert.strictEqual(await dict.size({ prefix: 'a' }), 4)
    assert.strictEqual(await dict.size({ from: 'a/1', to: 'b' }), 3)
    assert.isTrue(await dict.isEmpty({ prefix: 'x' }))
    assert.isFalse(await dict.isEmpty({ prefix: 'b/' }))
  })

  test('the order is that of UTF-8 bytes, whatever the range', async () => {
    const inOrder = ['\0', 'a', 'a\0', 'z', 'ä', '\ud7ff', '\ue000', '\uffff', '😀', '😀!', '\u{10ffff}']
    const { dict } = await filled([...inOrder].reverse())
    assert.deepEqual(await listOf(dict.keys()), inOrder)
    for (const [index, key] of inOrder.entries()) {
      assert.deepEqual(await listOf(dict.keys({ from: key })), inOrder.slice(index), `from ${index}`)
      assert.deepEqual(await listOf(dict.keys({ to: key })), inOrder.slice(0, index), `to ${index}`)
    }
    assert.deepEqual(await listOf(dict.keys({ prefix: '😀' })), ['😀', '😀!'])
    assert.deepEqual(await listOf(dict.keys({ prefix: '\u{10ffff}' })), ['\u{10ffff}'])
  })

  test('reverse begins with the last key, limit ends after some', async () => {
    const { dict, transport } = await filled(letters)
    assert.deepEqual(await listOf(dict.keys({ reverse: true })), [...letters].reverse())
    assert.deepEqual(await listOf(dict.keys({ reverse: true, prefix: 'a', limit: 2 })), ['a/3', 'a/2'])
    assert.deepEqual(await listOf(dict.keys({ limit: 3 })), letters.slice(0, 3))
    assert.deepEqual(await listOf(dict.keys({ limit: 100 })), letters)
    assert.lengthOf(transport.sent, 4)
    assert.deepEqual(await listOf(dict.keys({ limit: 0 })), [])
    assert.lengthOf(transport.sent, 4)
  })

  test('limit counts live entries, and passes over many expired ones in few requests', async () => {
    const { dict, clock, transport } = newDict<number>(harness)
    const expired = Array.from({ length: 300 }, (_, index): [string, number] => [`a${index}`, index])
    await dict.setMany(expired, { ttl: 1 })
    await dict.setMany({ x: 1, y: 2, z: 3 })
    clock.offsetMs = 5_000
    transport.sent.length = 0
    assert.deepEqual(await listOf(dict.keys({ limit: 2 })), ['x', 'y'])
    assert.isBelow(transport.sent.length, 10)
    assert.strictEqual(await dict.size({ from: 'a' }), 3)
  })

  test('a page ends with a cursor, by which another dict goes on', async () => {
    const { sibling } = await filled(letters)
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const page: Library.Page<string> = await sibling<string>({}).page({ limit: 3, cursor })
      pages.push(page.items.map(([key]) => key))
      cursor = page.cursor
      if (cursor) assert.match(cursor, /^[\w.~%-]+$/, 'it fits into a URL')
    } while (cursor)
    assert.deepEqual(pages, [letters.slice(0, 3), letters.slice(3, 6), letters.slice(6)])
    const last = await sibling<string>({}).page({ reverse: true, prefix: 'a/', limit: 2 })
    assert.deepEqual(last.items, [
      ['a/3', 'a/3'],
      ['a/2', 'a/2'],
    ])
    const rest = await sibling<string>({}).page({ reverse: true, prefix: 'a/', limit: 2, cursor: last.cursor })
    assert.deepEqual(rest, { items: [['a/1', 'a/1']], cursor: undefined })
  })

  test('a cursor goes on behind a key that is gone by now, and any key will do', async () => {
    const odd = ['%41', 'a b', 'ä', '😀', 'x'.repeat(1_024)]
    const { dict } = await filled(odd)
    for (const [index] of odd.entries()) {
      const { items, cursor } = await dict.page({ limit: index + 1 })
      const key = items.at(-1)?.[0] ?? ''
      await dict.delete(key)
      const { items: rest } = await dict.page({ cursor })
      const expected = (await listOf(dict.keys({ from: key }))).filter((other) => other !== key)
      assert.deepEqual(
        rest.map(([other]) => other),
        expected,
      )
      await dict.set(key, key)
    }
  })

  test('what is no range, limit or cursor is refused by name before anything is sent', async () => {
    const { dict, transport } = newDict(harness)
    const refused: [Promise<unknown>, RegExp][] = [
      [listOf(dict.keys({ prefix: 5 as never })), /prefix must be a string/],
      [listOf(dict.entries({ from: '\ud800' })), /from holds a lone surrogate/],
      [dict.size({ to: 'x'.repeat(1_025) }), /to must be at most 1024 bytes/],
      [listOf(dict.keys({ limit: 1.5 })), /limit must be a whole number/],
      [listOf(dict.keys({ limit: -1 })), /limit/],
      [dict.clear({ prefix: null as never }), /prefix/],
      [dict.page({ cursor: 'bogus' }), /cursor must be one that page\(\) gave/],
      [dict.page({ cursor: '1.%' }), /cursor/],
      [dict.page({ cursor: 5 as never }), /cursor/],
      [dict.page({ cursor: '1.b', prefix: 'a' }), /cursor is one of another range/],
      [dict.page({ limit: 0 }), /limit must be a whole number from 1/],
      [dict.clear({ onProgress: 5 as never }), /onProgress must be a function/],
    ]
    for (const [promise, message] of refused) {
      const error = await rejection(promise)
      assert.instanceOf(error, TypeError)
      assert.match(error.message, message)
    }
    assert.deepEqual(await listOf(dict.keys({ from: 'b', to: 'a' })), [])
    assert.strictEqual(await dict.size({ to: '' }), 0)
    assert.deepEqual(transport.sent, [])
  })

  test('clear removes a range, expired items too, and tells how far it is', async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `a${index}`)
    const { dict, clock } = await filled(['0', ...keys, 'b'])
    await dict.set('a-old', 'x', { ttl: 1 })
    clock.offsetMs = 5_000
    const progress: number[] = []
    assert.strictEqual(await dict.clear({ prefix: 'a', onProgress: (removed) => progress.push(removed) }), 61)
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    )
    assert.strictEqual(progress.at(-1), 61)
    assert.isAbove(progress.length, 1)
    assert.deepEqual(await listOf(dict.keys()), ['0', 'b'])
  })

  test('a listener of clear that fails, now or later, hinders nothing', async () => {
    const { dict } = await filled(Array.from({ length: 60 }, (_, index) => `a${index}`))
    const loud = () => {
      throw new Error('its own')
    }
    assert.strictEqual(await dict.clear({ to: 'a3', onProgress: loud }), 23)
    assert.strictEqual(await dict.clear({ onProgress: async () => loud() }), 37)
    assert.isTrue(await dict.isEmpty())
  })

  test('the next page is fetched when half of one is consumed, and no more when the reader leaves', async () => {
    const big = 'x'.repeat(300_000)
    const { dict, transport } = newDict<string>(harness, { compress: false })
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await dict.set(key, big)
    transport.sent.length = 0
    let read = 0
    for await (const _ of dict.keys()) {
      // A page holds 1 MB, which is 4 of these.
      if (++read === 1) assert.lengthOf(transport.sent, 1)
      if (read === 4) break
    }
    assert.lengthOf(transport.sent, 2)
    transport.sent.length = 0
    assert.lengthOf(await listOf(dict.keys()), 8)
    assert.isAtMost(transport.sent.length, 3)
  })
}
