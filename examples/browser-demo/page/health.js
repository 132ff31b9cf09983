import { element } from './element.js'
import { failureOf, isOutage } from './failures.js'

/** Whether DynamoDB answers: a line at the top, and a notice with what to do while it does not. */
export class Health {
  #line = document.querySelector('#health')
  #notice = document.querySelector('#notice')
  #where = 'DynamoDB'
  #shown = ''
  onRetry = () => undefined

  describe(endpoint, namespace) {
    this.#where = `Namespace ${namespace}: DynamoDB at ${new URL(endpoint).host}`
  }

  worked() {
    this.#say('good', `${this.#where} answers`)
    this.#shown = ''
    // Its button goes with it, and may have the focus.
    if (this.#notice.contains(document.activeElement)) document.querySelector('#ask-title').focus()
    this.#notice.hidden = true
  }

  /** Tells of an outage once, not at each attempt; what is no outage is for whoever asked. */
  failed(error) {
    if (!isOutage(error)) return
    const { title, advice, message } = failureOf(error)
    this.#say('bad', title)
    const retry = element('button', { type: 'button', textContent: 'Try again', onclick: () => this.onRetry() })
    this.#show(
      title,
      element('p', {}, element('strong', { textContent: `${title}. ` }), advice),
      element('p', { className: 'raw', textContent: message }),
      retry,
    )
  }

  /** The page could not even begin. */
  fatal(error) {
    const advice = 'See whether its server runs, by npm run demo:browser, and load this page again.'
    this.#say('bad', 'Not started')
    this.#show(
      'fatal',
      element('p', {}, element('strong', { textContent: 'The page could not start. ' }), advice),
      element('p', { className: 'raw', textContent: String(error) }),
    )
  }

  #say(state, text) {
    if (this.#line.textContent === text) return
    this.#line.dataset.state = state
    this.#line.textContent = text
  }

  /** Written anew only for another trouble, so that it is read out once and keeps the focus. */
  #show(name, ...content) {
    if (this.#shown === name) return
    this.#shown = name
    this.#notice.replaceChildren(...content)
    this.#notice.hidden = false
  }
}
