/** A command line that cannot be carried out as it stands: exit code 2, and where to read how it is meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** The command whose help says more; without one, the program's. */
  readonly topic: string | undefined

  constructor(message: string, topic?: string) {
    super(message)
    this.topic = topic
  }
}
