import { expect, test } from 'vitest'
import { wireBytes } from '../../../../src/core/dict/wire-bytes.ts'
import { toWire } from '../../../../src/core/wire-json.ts'

/** A generator of random numbers below a bound, by mulberry32, so that a failure can be had again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** A random value of what requests are made of, with texts that are hard to write. */
function randomValue(random: (below: number) => number, depth: number): unknown {
  const ranges = [
    [0, 0x20],
    [0x20, 0x60],
    [0x7e, 4],
    [0x7fe, 4],
    [0xd7fe, 0x804],
    [0x2027, 4],
    [0x10000, 0x400],
  ] as const
  const text = () =>
    Array.from({ length: random(12) }, () => {
      const [first, count] = ranges[random(ranges.length)] ?? [0, 1]
      return random(4) === 0 ? '"\\/\u2028'.charAt(random(4)) : String.fromCodePoint(first + random(count))
    }).join('')
  const members = () => Array.from({ length: random(4) }, () => randomValue(random, depth - 1))
  const kinds = [
    text,
    () => new Uint8Array(random(20)),
    () => Buffer.alloc(random(20)),
    () => random(2) === 0,
    () => null,
    () => random(1_000_000),
    members,
    () => Object.fromEntries(members().map((member) => [text(), member])),
    () => ({ [text()]: undefined, ...Object.fromEntries(members().map((member) => [text(), member])) }),
  ]
  return kinds[random(depth > 0 ? kinds.length : 6)]?.()
}

test('bytes on the wire are counted as they are written, of 20,000 random requests', () => {
  for (let seed = 0; seed < 20_000; seed++) {
    const value = { RequestItems: randomValue(randomFrom(seed), 4) }
    expect(wireBytes(value), `seed ${seed}`).toBe(Buffer.byteLength(toWire(value)))
  }
})

test('every UTF-16 code unit counts as it is written, alone and before another', () => {
  for (let unit = 0; unit < 0x10000; unit++) {
    for (const text of [String.fromCharCode(unit), `${String.fromCharCode(unit)}\ude00`]) {
      if (wireBytes(text) !== Buffer.byteLength(JSON.stringify(text))) expect(text).toBe('counted')
    }
  }
})
