import { connection } from './connection.mjs'

/** A dict of the built package, as a program would use it. */
export async function openDict(table, { url, transport, ...options }) {
  const { DynamoDbDict } = await import('../../dist/node.js')
  return new DynamoDbDict(table, { ...connection(url), transport, namespace: 'bench', ...options })
}
