import { bytes } from '../../src/entries/serializers.ts'
import type { ConnectionOptions, DynamoDbDict } from '../../src/runtimes/node.ts'
import { noiseBytes } from '../suites/dict/large.ts'

/** What the parent tells the program that is killed. */
export interface Task {
  readonly connection: ConnectionOptions
  readonly table: string
  readonly namespace: string
  readonly action: Action
  /** `>3` before the third request is sent, `<3` when its answer is there. */
  readonly killAt: string
}

export const settings = { serializer: bytes, compress: false } as const

/** Two chunks. */
export const oldValue: Uint8Array = noiseBytes(405_000, 1)
const newValue = noiseBytes(405_000, 2)

/** Five chunks. */
const streamed = noiseBytes(1_800_000, 3)

/** What is done to `oldValue`, and what is there when it is done; `first` begins with nothing. */
export const actions = {
  overwrite: newValue,
  stream: streamed,
  first: newValue,
  shrink: new Uint8Array([1, 2, 3]),
  persist: oldValue,
  delete: undefined,
  pop: undefined,
} as const satisfies Record<string, Uint8Array | undefined>

export type Action = keyof typeof actions

export async function act(dict: DynamoDbDict<Uint8Array>, action: Action): Promise<void> {
  if (action === 'stream') await dict.putBlob('key', new Response(streamed).body as ReadableStream<Uint8Array>)
  else if (action === 'persist') await dict.persist('key')
  else if (action === 'delete') await dict.delete('key')
  else if (action === 'pop') await dict.pop('key')
  else await dict.set('key', actions[action], { ttl: '30d' })
}
