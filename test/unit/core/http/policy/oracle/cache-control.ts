/** One directive as it is written, its name in lower case. */
export interface Element {
  readonly name: string
  /** `undefined` without an argument. */
  readonly argument: string | undefined
}

/** A field as the grammar reads it. */
export interface Parsed {
  readonly elements: readonly Element[]
  /** What is not of the grammar. What that says is anybody's guess. */
  readonly garbage: string
}

const tchar = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/**
 * Cache-Control = #cache-directive, cache-directive = token [ "=" ( token / quoted-string ) ] (RFC 9111 §5.2, RFC 9110 §5.6),
 * read one character at a time. White space about "=" is passed over. What is not of the grammar is skipped up to a comma.
 */
export function parseByGrammar(field: string | null): Parsed {
  const text = field ?? ''
  const elements: Element[] = []
  let garbage = ''
  let at = 0
  const isSpace = () => text[at] === ' ' || text[at] === '\t'
  const skipSpace = () => {
    while (isSpace()) at += 1
  }
  const token = () => {
    const start = at
    while (at < text.length && tchar.includes(text[at] ?? '')) at += 1
    return text.slice(start, at)
  }
  const quotedString = () => {
    let value = ''
    for (at += 1; at < text.length; at += 1) {
      if (text[at] === '"') {
        at += 1
        return value
      }
      if (text[at] === '\\') at += 1
      value += text[at] ?? ''
    }
    return undefined
  }
  const element = (): Element | undefined => {
    const name = token().toLowerCase()
    if (name === '') return undefined
    skipSpace()
    if (text[at] !== '=') return { name, argument: undefined }
    at += 1
    skipSpace()
    const argument = text[at] === '"' ? quotedString() : token() || undefined
    return argument === undefined ? undefined : { name, argument }
  }
  while (at < text.length) {
    skipSpace()
    if (text[at] === ',' || at === text.length) {
      at += 1
      continue
    }
    const start = at
    const found = element()
    skipSpace()
    if (found && (at >= text.length || text[at] === ',')) elements.push(found)
    else {
      at = start
      while (at < text.length && text[at] !== ',') at += 1
      garbage += `${text.slice(start, at)}\n`
    }
    at += 1
  }
  return { elements, garbage }
}

/** The field names that an argument lists. */
export const fieldNames = (argument: string): string[] =>
  argument
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && [...name].every((character) => tchar.includes(character)))

/** delta-seconds = 1*DIGIT (RFC 9111 §1.2.2), `undefined` for anything else. */
export function deltaSeconds(argument: string | undefined): number | undefined {
  if (argument === undefined || argument === '' || ![...argument].every((digit) => digit >= '0' && digit <= '9')) {
    return undefined
  }
  return Math.min(Number(argument), 2_147_483_648)
}
