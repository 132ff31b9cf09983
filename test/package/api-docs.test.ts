import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Comment {
  readonly summary: readonly { text: string }[]
  readonly blockTags?: readonly { tag: string; content: readonly { text: string }[] }[]
}

/** What TypeDoc says of a name (https://typedoc.org/api/modules/JSONOutput.html). */
interface Reflection {
  readonly name: string
  readonly kind: number
  readonly comment?: Comment
  readonly flags: { readonly isOptional?: boolean }
  readonly type?: object
  readonly children?: readonly Reflection[]
  readonly signatures?: readonly Reflection[]
  readonly getSignature?: Reflection
  readonly inheritedFrom?: { readonly name: string }
}

/** TypeDoc's kinds of names. What is left out are references to what another entry has. */
const kinds: Readonly<Record<number, string>> = {
  32: 'variable',
  64: 'function',
  128: 'class',
  256: 'interface',
  512: 'constructor',
  1024: 'property',
  2048: 'method',
  262144: 'accessor',
  2097152: 'type',
}

/** A public name, and its docstring as text with the tags. */
interface Name {
  readonly path: string
  readonly kind: string
  readonly text: string
  readonly isOptional: boolean
  readonly type: string
  readonly owner: string
}

/** Named and specified by AWS, to whose reference the docstring of the whole leads. */
const ofAws = /^dynadict\/\w+ (Operations|AttributeValue|IamStatement|IamPolicy)\./

/** Members of what the platform has: of errors, and of what `fetch` takes and returns. */
const ofPlatform = /Error\.(name|message|stack|cause)$/
const platformTypes = /^(RequestInit|Response)\./

/** They answer from what is in memory, and what they are handed is checked by its type alone. */
const throwNothing = [
  'dynadict/node isDynadictError',
  'dynadict/node Clock.now',
  'dynadict/node Transport.close',
  'dynadict/serializers gzip',
  'dynadict/table cacheNamespaces',
  'dynadict/tools asStream',
  'CachedSession.disabled',
  'CachedSession.install',
  'CachedSession.uninstall',
  'CachedSession.settle',
  'CachedSession.[asyncDispose]',
]

const units =
  /\b(milliseconds?|seconds|bytes|attempts?|units|number|numbers|status|statuses|entries|partitions|batches|counts?|answers|requests?)\b/i

let names: Name[]

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dynadict-api-'))
  const file = join(folder, 'api.json')
  const script = join(root, 'scripts/api-docs.mjs')
  // It fails by itself when something public is made of types that are not.
  await run(process.execPath, [script, '--json', file])
  const { children }: Reflection = JSON.parse(await readFile(file, 'utf8'))
  await rm(folder, { recursive: true })
  names = (children ?? []).flatMap((entry) =>
    (entry.children ?? []).flatMap((child) => namesOf(child, `${entry.name} `)),
  )
}, 120_000)

function namesOf(reflection: Reflection, prefix: string, owner = ''): Name[] {
  const { name, comment, signatures = [], getSignature, children = [], flags, type } = reflection
  const kind = kinds[reflection.kind]
  if (!kind || platformTypes.test(reflection.inheritedFrom?.name ?? '')) return []
  const comments = [comment, getSignature?.comment, ...signatures.map((signature) => signature.comment)]
  const text = comments.map(textOf).join('\n').trim()
  const path = prefix + name
  const own = { path, kind, text, isOptional: flags.isOptional ?? false, type: JSON.stringify(type ?? {}), owner }
  return [own, ...children.flatMap((child) => namesOf(child, `${path}.`, text))]
}

const textOf = (comment: Comment | undefined): string =>
  (comment?.summary ?? []).map(({ text }) => text).join('') +
  (comment?.blockTags ?? []).map(({ tag, content }) => `\n${tag} ${content.map(({ text }) => text).join('')}`).join('')

/** Those of which something does not hold. */
const without = (holds: (name: Name) => boolean, among: (name: Name) => boolean = () => true): string[] => {
  const asked = names.filter((name) => !ofAws.test(name.path) && !ofPlatform.test(name.path) && among(name))
  expect(asked).not.toEqual([])
  return asked.filter((name) => !holds(name)).map(({ path }) => path)
}

test('every entry of the package is in the reference, with its classes', async () => {
  const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const entries = Object.keys(exports).filter((path) => path !== '.' && path !== './package.json')
  const found = new Set(names.map(({ path }) => path.split(' ')[0]))
  expect([...found].sort()).toEqual(entries.map((path) => path.replace('.', 'dynadict')).sort())
  for (const entry of ['node', 'worker', 'deno', 'bun', 'browser'])
    for (const name of ['DynamoDbDict', 'DynamoDbDict.set', 'DynamoDbCache', 'CachedSession', 'CachedSession.fetch'])
      expect(names.map(({ path }) => path)).toContain(`dynadict/${entry} ${name}`)
})

test('every public name has a docstring', () => {
  expect(names.length).toBeGreaterThan(400)
  expect(without(({ text }) => text !== '')).toEqual([])
})

test('every number, duration and expiry says what it counts', () => {
  const counted = ({ kind, type }: Name) =>
    kind === 'property' && /"number"|"Duration"|"Expiry"/.test(type) && !type.includes('"reflection"')
  expect(without(({ text }) => units.test(text), counted)).toEqual([])
  for (const [ending, unit] of [
    ['Ms', /milliseconds/i],
    ['Bytes', /bytes/i],
  ] as const)
    expect(
      without(
        ({ text }) => unit.test(text),
        ({ path }) => path.endsWith(ending),
      ),
    ).toEqual([])
})

test('every optional member says what it is by default', () => {
  expect(
    without(
      ({ text }) => /\bdefault/i.test(text),
      ({ isOptional, kind }) => isOptional && kind === 'property',
    ),
  ).toEqual([])
})

test('every class and function has an example', () => {
  expect(
    without(
      ({ text }) => text.includes('\n@example'),
      ({ kind }) => kind === 'class' || kind === 'function',
    ),
  ).toEqual([])
})

test('every function and method says what it throws, itself or for all methods of its class', () => {
  const isCalled = ({ kind }: Name) => kind === 'function' || kind === 'method'
  const says = ({ path, text, owner }: Name) =>
    /\n@throws |Rejects|may throw|Throws nothing/.test(text) ||
    /may throw a `DynadictError`/.test(owner) ||
    throwNothing.some((name) => path.endsWith(name))
  expect(without(says, isCalled)).toEqual([])
})

test('every event of onEvent has a docstring', async () => {
  const source = await readFile(join(root, 'src/core/events.ts'), 'utf8')
  const events = [...source.matchAll(/^ {2}\| \{ readonly type: '([\w-]+)'/gm)]
  const documented = [...source.matchAll(/^ {2}\/\*\* .* \*\/\n {2}\| \{ readonly type: '([\w-]+)'/gm)]
  expect(events.length).toBeGreaterThan(5)
  expect(documented.map(([, type]) => type)).toEqual(events.map(([, type]) => type))
})
