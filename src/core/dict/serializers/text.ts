import { isWellFormed } from '../../utf8.ts'
import type { Serializer } from './serializer.ts'

/** Strings as they are, readable in the console and by other languages. Lone surrogates, which UTF-8 lacks, are refused. */
export const text: Serializer<string> = {
  encoding: 'text',
  encode(value) {
    if (typeof value !== 'string') throw new TypeError('the value must be a string')
    if (!isWellFormed(value)) throw new TypeError('the value holds a lone surrogate, which UTF-8 cannot say')
    return { S: value }
  },
  decode(attribute) {
    if (attribute.S === undefined) throw new TypeError('not text')
    return attribute.S
  },
}
