import type { Input, Operation, Output, RequestOptions, Transport } from '../core/transport.ts'

/** The same transport, which closes its connections when no request is under way, so that none is broken by it. */
export function closingWhenIdle(transport: Transport, close: () => void): Transport {
  let underWay = 0
  let isClosing = false
  const settle = () => {
    if (!isClosing || underWay > 0) return
    isClosing = false
    close()
  }
  return {
    timeoutMs: transport.timeoutMs,
    async send<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O>> {
      underWay++
      try {
        return await transport.send(operation, input, options)
      } finally {
        underWay--
        settle()
      }
    },
    close() {
      isClosing = true
      settle()
    },
  }
}
