/** What a proxy had for an answer. */
interface Answer {
  readonly status: number
}

const reads = ['GetItem', 'BatchGetItem', 'Query']
const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']

/**
 * Answers as DynamoDB may with reads that are eventually consistent: from a copy of the table to which each write comes only
 * when the next one is done. All other requests go to the table itself.
 */
export class LaggingCopy<A extends Answer> {
  #due: (() => Promise<A>) | undefined
  #copied: Promise<unknown> = Promise.resolve()

  async ask(copy: string, operation: string, body: string, send: (body: string) => Promise<A>): Promise<A> {
    if (reads.includes(operation) && !body.includes('"ConsistentRead":true')) {
      await this.#copied
      return send(inTable(copy, body))
    }
    const answer = await send(body)
    if (writes.includes(operation) && answer.status === 200) {
      const due = this.#due
      this.#due = () => send(inTable(copy, body))
      if (due) this.#copied = this.#copied.then(due)
    }
    return answer
  }
}

/** The same request, of another table. */
function inTable(name: string, body: string): string {
  const { RequestItems, ...input } = JSON.parse(body)
  const renamed = RequestItems ? { RequestItems: { [name]: Object.values(RequestItems)[0] } } : { TableName: name }
  return JSON.stringify({ ...input, ...renamed })
}
