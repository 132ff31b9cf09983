/**
 * Does one action and is killed, by SIGKILL, at one of its requests. It tells each step as it is made: `> 3 PutItem` before
 * a request is sent, `< 3 PutItem` when its answer is there.
 */

import { writeSync } from 'node:fs'
import { createTransport, DynamoDbDict, type Transport } from '../../../src/runtimes/node.ts'
import { act, settings, type Task } from '../killed-action.ts'

const { connection, table, namespace, action, killAt } = JSON.parse(process.argv[2] ?? '') as Task
const step = (sign: '>' | '<', number: number, operation: string) => {
  writeSync(1, `${sign} ${number} ${operation}\n`)
  if (killAt === `${sign}${number}`) process.kill(process.pid, 'SIGKILL')
}

const inner = createTransport(connection)
let sent = 0
const transport: Transport = {
  async send(operation, input, options) {
    const number = ++sent
    step('>', number, operation)
    const answer = await inner.send(operation, input, options)
    step('<', number, operation)
    return answer
  },
}

await act(new DynamoDbDict<Uint8Array>(table, { ...settings, transport, namespace }), action)
