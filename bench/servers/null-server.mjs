/**
 * Answers any operation of DynamoDB at once, and so shows what a client costs by itself: `node null-server.mjs [bytes]`. It
 * reads no more of a request than its end and its operation, on bare sockets, to be faster than all clients. Prints its address.
 */

import { createServer } from 'node:net'
import { answersOf, itemOf, unknownOperation } from './null-answers.mjs'

const answers = answersOf(itemOf(Number(process.argv[2] ?? 1_000)))

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy()) // a client that goes away
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk
    for (let request = readRequest(pending); request; request = readRequest(pending)) {
      socket.write(answers.get(request.operation) ?? unknownOperation)
      pending = pending.subarray(request.end)
    }
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`))

/** The first request that is there as a whole: where it ends, and its operation. */
function readRequest(bytes) {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const head = bytes.latin1Slice(0, headEnd)
  const end = headEnd + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  if (bytes.length < end) return undefined
  return { end, operation: /\r\nx-amz-target: *DynamoDB_20120810\.(\w+)/i.exec(head)?.[1] }
}
