import type { Serializer } from '../runtimes/node.ts'

/** The serializers by name, in the order in which `get` tries them. */
export const serializerNames = ['json', 'text', 'bytes', 'document', 'structured'] as const

export async function serializerOf(name: string): Promise<Serializer<unknown>> {
  if (name === 'structured') return (await import('../entries/structured.ts')).structured
  const { bytes, document, text } = await import('../entries/serializers.ts')
  const { json } = await import('../runtimes/node.ts')
  // What they take is checked by themselves.
  const byName = { json, text, bytes, document } as Readonly<Record<string, Serializer<unknown>>>
  return byName[name] ?? json
}
