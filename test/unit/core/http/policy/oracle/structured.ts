/** A bare item, by its type. */
export type Item =
  | { readonly type: 'integer' | 'decimal'; readonly value: number }
  | { readonly type: 'string' | 'token' | 'bytes'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'list' }

const lower = 'abcdefghijklmnopqrstuvwxyz'
const alpha = lower + lower.toUpperCase()
const digit = '0123456789'
const isOf = (set: string, character: string | undefined) => character !== undefined && set.includes(character)

/** A Dictionary by the parsing algorithms of RFC 8941 §4.2, step by step. Throws where they fail. */
class Parser {
  #rest: string

  constructor(text: string) {
    this.#rest = text
  }

  /** §4.2, for a dictionary. */
  field(): Map<string, Item> {
    this.#skip(' ')
    const dictionary = this.#dictionary()
    this.#skip(' ')
    if (this.#rest !== '') throw new SyntaxError('more')
    return dictionary
  }

  /** §4.2.2. */
  #dictionary(): Map<string, Item> {
    const dictionary = new Map<string, Item>()
    while (this.#rest !== '') {
      const key = this.#key()
      let member: Item = { type: 'boolean', value: true }
      if (this.#isNext('=')) {
        this.#take()
        member = this.#itemOrList()
      } else this.#parameters()
      dictionary.set(key, member)
      this.#skip(' \t')
      if (this.#rest === '') return dictionary
      if (this.#take() !== ',') throw new SyntaxError('no comma')
      this.#skip(' \t')
      if (this.#rest === '') throw new SyntaxError('a trailing comma')
    }
    return dictionary
  }

  /** §4.2.1.1. */
  #itemOrList(): Item {
    return this.#isNext('(') ? this.#innerList() : this.#item()
  }

  /** §4.2.1.2. */
  #innerList(): Item {
    this.#take()
    while (this.#rest !== '') {
      this.#skip(' ')
      if (this.#isNext(')')) {
        this.#take()
        this.#parameters()
        return { type: 'list' }
      }
      this.#item()
      if (!this.#isNext(' ') && !this.#isNext(')')) throw new SyntaxError('no space')
    }
    throw new SyntaxError('an open list')
  }

  /** §4.2.3. */
  #item(): Item {
    const item = this.#bareItem()
    this.#parameters()
    return item
  }

  /** §4.2.3.1. */
  #bareItem(): Item {
    const next = this.#rest[0]
    if (next === '-' || isOf(digit, next)) return this.#number()
    if (next === '"') return this.#string()
    if (next === ':') return this.#bytes()
    if (next === '?') return this.#boolean()
    if (next === '*' || isOf(alpha, next)) return this.#token()
    throw new SyntaxError('no item')
  }

  /** §4.2.3.2. */
  #parameters(): void {
    while (this.#isNext(';')) {
      this.#take()
      this.#skip(' ')
      this.#key()
      if (this.#isNext('=')) {
        this.#take()
        this.#bareItem()
      }
    }
  }

  /** §4.2.3.3. */
  #key(): string {
    if (!this.#isNext('*') && !isOf(lower, this.#rest[0])) throw new SyntaxError('no key')
    return this.#while(`${lower}${digit}_-.*`)
  }

  /** §4.2.4. */
  #number(): Item {
    let type: 'integer' | 'decimal' = 'integer'
    let sign = 1
    let number = ''
    if (this.#isNext('-')) {
      this.#take()
      sign = -1
    }
    if (!isOf(digit, this.#rest[0])) throw new SyntaxError('no digit')
    while (this.#rest !== '') {
      const character = this.#rest[0]
      if (isOf(digit, character)) number += this.#take()
      else if (type === 'integer' && character === '.') {
        if (number.length > 12) throw new SyntaxError('a long decimal')
        number += this.#take()
        type = 'decimal'
      } else break
      if (number.length > (type === 'integer' ? 15 : 16)) throw new SyntaxError('a long number')
    }
    if (type === 'decimal' && (number.endsWith('.') || number.length - number.indexOf('.') - 1 > 3)) {
      throw new SyntaxError('a bad fraction')
    }
    return { type, value: sign * Number(number) }
  }

  /** §4.2.5. */
  #string(): Item {
    let value = ''
    this.#take()
    while (this.#rest !== '') {
      const character = this.#take()
      if (character === '\\') {
        const escaped = this.#take()
        if (escaped !== '"' && escaped !== '\\') throw new SyntaxError('a bad escape')
        value += escaped
      } else if (character === '"') return { type: 'string', value }
      else if (character < ' ' || character > '~') throw new SyntaxError('a bad character')
      else value += character
    }
    throw new SyntaxError('an open string')
  }

  /** §4.2.6. */
  #token(): Item {
    return { type: 'token', value: this.#take() + this.#while(`${alpha}${digit}!#$%&'*+-.^_\`|~:/`) }
  }

  /** §4.2.7. */
  #bytes(): Item {
    this.#take()
    const end = this.#rest.indexOf(':')
    if (end < 0) throw new SyntaxError('open bytes')
    const value = this.#rest.slice(0, end)
    this.#rest = this.#rest.slice(end + 1)
    if (![...value].every((character) => isOf(`${alpha}${digit}+/=`, character))) throw new SyntaxError('no Base64')
    return { type: 'bytes', value }
  }

  /** §4.2.8. */
  #boolean(): Item {
    this.#take()
    const character = this.#take()
    if (character !== '0' && character !== '1') throw new SyntaxError('no Boolean')
    return { type: 'boolean', value: character === '1' }
  }

  #isNext(character: string): boolean {
    return this.#rest[0] === character
  }

  #take(): string {
    const [character = ''] = this.#rest
    this.#rest = this.#rest.slice(1)
    return character
  }

  #while(set: string): string {
    let taken = ''
    while (isOf(set, this.#rest[0])) taken += this.#take()
    return taken
  }

  #skip(set: string): void {
    this.#while(set)
  }
}

/** The members of a Dictionary Structured Field, or `undefined` where parsing fails. */
export function parseDictionary(text: string): Map<string, Item> | undefined {
  try {
    return new Parser(text).field()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
