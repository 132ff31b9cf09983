import type { IsIgnored } from './body-key.ts'

/** An array or object; all other values stay text, as they are written. */
interface Container {
  readonly isObject: boolean
  readonly members: { readonly name: string; readonly value: string | Container }[]
}

/**
 * JSON without white space between its tokens, with the members of each object sorted by name, and without ignored ones; or
 * `undefined` for what is no JSON. Each token stays as it is written. Members of the same name stay in order: which of them
 * counts is the reader's choice. Nothing here recurses, so that no depth is too much.
 */
export function normalJson(text: string, isIgnored: IsIgnored): string | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  return written(containersOf(text), isIgnored)
}

/** Reads what is known to be JSON. */
function containersOf(text: string): string | Container {
  let inner: Container = { isObject: false, members: [] }
  const outer: Container[] = []
  // Of an object, the name whose value comes next, as it is written.
  let name = ''
  for (let at = 0; at < text.length; at++) {
    const start = text.charAt(at)
    if (' \t\n\r,:'.includes(start)) continue
    if (start === '}' || start === ']') {
      inner = outer.pop() ?? inner
      continue
    }
    if (start === '{' || start === '[') {
      const value = { isObject: start === '{', members: [] }
      inner.members.push({ name, value })
      name = ''
      outer.push(inner)
      inner = value
      continue
    }
    const end = start === '"' ? endOfString(text, at) : endOfWord(text, at)
    const token = text.slice(at, end)
    at = end - 1
    if (inner.isObject && name === '') {
      name = token
    } else {
      inner.members.push({ name, value: token })
      name = ''
    }
  }
  return inner.members[0]?.value ?? text
}

function endOfString(text: string, start: number): number {
  let end = start + 1
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  return end + 1
}

/** Of a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  let end = start + 1
  while (end < text.length && !' \t\n\r,}]'.includes(text.charAt(end))) end++
  return end
}

function written(root: string | Container, isIgnored: IsIgnored): string {
  const texts: string[] = []
  const waiting = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') {
      texts.push(next)
      continue
    }
    const { isObject } = next
    const members = isObject ? counted(next.members, isIgnored) : next.members
    // What is pushed last is written next. One by one, since a call takes no million of arguments.
    waiting.push(isObject ? '}' : ']')
    members.reverse().forEach(({ name, value }, index) => {
      waiting.push(value)
      if (isObject) waiting.push(`${name}:`)
      if (index < members.length - 1) waiting.push(',')
    })
    waiting.push(isObject ? '{' : '[')
  }
  return texts.join('')
}

/** The members of an object that count, sorted by their names without escapes. */
const counted = (members: Container['members'], isIgnored: IsIgnored): Container['members'] =>
  members
    .map((member) => ({ member, name: String(JSON.parse(member.name)) }))
    .filter(({ name }) => !isIgnored(name))
    .sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
    .map(({ member }) => member)
