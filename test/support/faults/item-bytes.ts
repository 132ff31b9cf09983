/** DynamoDB's JSON as it is on the wire, where binary is base64. */
interface WireValue {
  readonly S?: string
  readonly N?: string
  readonly B?: string
  readonly M?: WireItem
  readonly L?: readonly WireValue[]
}

export type WireItem = { readonly [name: string]: WireValue }

/** What an item counts for, by DynamoDB's rules but for sets, which dynadict does not write. */
export function itemBytes(item: WireItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0)
}

function valueBytes({ S, N, B, M, L }: WireValue): number {
  if (S !== undefined) return Buffer.byteLength(S)
  if (N !== undefined) return Math.ceil(N.replace(/[-.]/g, '').length / 2) + 1
  if (B !== undefined) return Buffer.byteLength(B, 'base64')
  if (M) return 3 + Object.keys(M).length + itemBytes(M)
  if (L) return L.reduce((sum, value) => sum + 1 + valueBytes(value), 3)
  return 1
}
