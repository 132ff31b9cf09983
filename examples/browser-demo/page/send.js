import { readBody } from './body.js'
import { explain } from './explain.js'
import { failureOf } from './failures.js'

/** Sends one request, reads its body to the end, and resolves with what came of it, also when that is a failure. */
export async function send(session, { url, mode, init }, signal) {
  const asked = { at: new Date(), url, method: init.method, mode }
  const start = performance.now()
  const ended = () => performance.now() - start
  let response
  try {
    response = await session.fetch(url, { ...init, signal })
    const body = await readBody(response)
    return { ...asked, ms: ended(), response, body, ...explain(response, asked) }
  } catch (error) {
    const { title, advice, message } = response && !signal.aborted ? brokenOff(error) : failureOf(error)
    return { ...asked, ms: ended(), error, outcome: 'failed', title, sentences: [advice, message].filter(Boolean) }
  }
}

/** The head of a response was there, and its body ended too early. */
const brokenOff = ({ message }) => ({ title: 'The body broke off', advice: 'Nothing of it is stored.', message })
