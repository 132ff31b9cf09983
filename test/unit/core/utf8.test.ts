import { expect, test } from 'vitest'
import { isWellFormed, utf8, utf8Length } from '../../../src/core/utf8.ts'
import { compareUtf8 } from '../../../src/core/utf8-order.ts'

const texts = ['', 'a', 'aa', 'b', '\u0000', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\ufffd', '\uffff', '😀', '😀a', '\u{10000}', '\u{10ffff}', 'a😀', 'a\uffff'] // biome-ignore format: a list

test('utf8Length is the length of the encoded text', () => {
  for (const text of texts) expect(utf8Length(text)).toBe(utf8(text).length)
})

test('compareUtf8 orders as the encoded bytes do', () => {
  for (const a of texts) {
    for (const b of texts) {
      expect(Math.sign(compareUtf8(a, b)), JSON.stringify([a, b])).toBe(Math.sign(Buffer.compare(utf8(a), utf8(b))))
    }
  }
})

test('lone surrogates are not well-formed', () => {
  for (const text of texts) expect(isWellFormed(text)).toBe(true)
  for (const text of ['\ud800', 'a\udc00', '\udc00\ud800', '\ud83d']) expect(isWellFormed(text)).toBe(false)
})
