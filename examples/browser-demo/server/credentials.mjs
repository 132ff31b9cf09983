import { randomUUID } from 'node:crypto'

const lifeMs = 3_600_000

/** Temporary credentials for the page, as an identity pool would give them. */
export class Credentials {
  #tokens = new Set()

  issue() {
    const sessionToken = randomUUID()
    this.#tokens.add(sessionToken)
    return {
      accessKeyId: 'ASIADEMO',
      secretAccessKey: randomUUID(),
      sessionToken,
      expiration: new Date(Date.now() + lifeMs),
    }
  }

  knows(token) {
    return this.#tokens.has(token)
  }
}
