import type { ListOptions, PageOptions, ReadOptions } from '../../../src/core/dict/options.ts'
import type { DynamoDbDict } from '../../../src/runtimes/node.ts'
import { noise } from '../../suites/dict/large.ts'
import { listOf } from '../../suites/harness.ts'
import type { Call } from './calls.ts'
import type { ModelDict } from './model-dict.ts'

export type Outcome = { readonly result: unknown } | { readonly failure: string }

/** One of the two that are compared, and the first version that it gave to each key. */
export interface Player {
  readonly dict: DynamoDbDict | ModelDict
  readonly versions: Map<string, string>
}

/** Makes a call, and tells what came of it in terms that hold for both players. */
export async function play({ dict, versions }: Player, call: Call): Promise<Outcome> {
  try {
    return { result: await resultOf(dict as DynamoDbDict, versions, call) }
  } catch (error) {
    const { code, name } = error as { code?: string; name: string }
    return { failure: code ?? name }
  }
}

async function resultOf(dict: DynamoDbDict, versions: Map<string, string>, [method, ...given]: Call): Promise<unknown> {
  const key = given[0] as string
  const args = await Promise.all(given.map((argument) => withVersion(inflated(argument))))
  const value = args[1]
  switch (method) {
    case 'set': {
      const version = await make()
      if (!versions.has(key)) versions.set(key, String(version))
      return typeof version
    }
    case 'replace':
    case 'patchMeta':
      return typeof (await make())
    case 'update':
      return dict.update(
        key,
        (old) => (Number.isNaN(value) ? value : { was: old ?? null, is: value }),
        args[2] as object,
      )
    case 'getMany':
      return [...(await dict.getMany(given[0] as string[]))]
    case 'getEntry': {
      const entry = await dict.getEntry(key, args[1] as ReadOptions)
      return entry && { ...entry, version: typeof entry.version, size: undefined }
    }
    case 'keys':
    case 'values':
    case 'entries':
    case 'metas':
      return listOf(dict[method](given[0] as ListOptions))
    case 'pages':
      return pagesOf(dict, given[0] as PageOptions)
    default:
      return make()
  }

  function make(): unknown {
    return (dict as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args)
  }

  /** A version is named by where it comes from, since only the player knows what it is. */
  async function withVersion(argument: unknown): Promise<unknown> {
    const { ifVersion = undefined } = Object(argument)
    if (ifVersion === undefined) return argument
    const current = async () => (await dict.getEntry(key, { consistent: true }))?.version
    const version = ifVersion === 'first' ? versions.get(key) : await current()
    return { ...(argument as object), ifVersion: version ?? 'none' }
  }
}

/** Large values are named by how they are made, so that a script can be read. */
function inflated(argument: unknown): unknown {
  if (Array.isArray(argument)) return argument.map(inflated)
  const [, what = '', count] = /^(\w+)\*(\d+)$/.exec(typeof argument === 'string' ? argument : '') ?? []
  if (!count) return argument
  return what === 'noise' ? noise(Number(count)) : what.repeat(Number(count))
}

/** All pages one after the other, by their cursors. */
async function pagesOf(dict: DynamoDbDict, options: PageOptions): Promise<unknown[]> {
  const pages: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await dict.page({ ...options, cursor })
    pages.push(page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return pages
}
