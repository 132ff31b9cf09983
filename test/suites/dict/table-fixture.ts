import { counting, type Harness, type Library, newName } from '../harness.ts'
import { newSite, type Routes } from '../origin.ts'

export const missing = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}',
}
export const answer = (body: object, status = 200) => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
})
export const failure = (type: string, message = '') =>
  answer({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }, 400)
export const active = answer({ Table: { TableStatus: 'ACTIVE' } })

/** Tables of their own for the tests of one suite. */
export function tables(harness: Harness) {
  const { lib, connection } = harness

  function newTable(options: Library.DynamoDbDictOptions = {}, endpoint = harness.endpoint, name = newName('table')) {
    const events: Library.DynadictEvent[] = []
    const transport = counting(lib.createTransport({ ...connection, endpoint }))
    const dict = new lib.DynamoDbDict(name, { transport, onEvent: (event) => events.push(event), ...options })
    return { dict, events, transport, name }
  }

  /** A table behind an endpoint that answers as told: for what the engine cannot do. */
  async function scripted(routes: Routes, options: Library.DynamoDbDictOptions = {}) {
    const site = await newSite(harness.originUrl, routes)
    return { ...newTable(options, site.url), site }
  }

  return { newTable, scripted }
}
