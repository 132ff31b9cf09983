import { preview } from './body.js'
import { element, headerRows } from './element.js'
import { outcomes } from './explain.js'
import { bytes, duration, plural } from './format.js'

/** Shows the response that came last, and why it came from where it did. */
export class AnswerPanel {
  #verdict = document.querySelector('#verdict')
  #why = document.querySelector('#why')
  #parts = document.querySelector('#answer-parts')

  /** A request is under way: what stands here is of another one. */
  wait({ init: { method }, url, count }) {
    const times = count > 1 ? `, ${count} times` : ''
    this.#verdict.textContent = `Sending ${method} ${new URL(url).pathname}${times} …`
    // On a phone it is below the form, which stays where it is as far as that goes.
    this.#verdict.scrollIntoView({ block: 'nearest' })
  }

  show({ outcome, title, sentences, response, body, ms }) {
    const { name, kind } = outcomes[outcome]
    const said = response
      ? `${[response.status, response.statusText].filter(Boolean).join(' ')} in ${duration(ms)}, ${bytes(body.size)}`
      : `${title}, after ${duration(ms)}`
    this.#verdict.replaceChildren(element('span', { className: `badge ${kind}`, textContent: name }), ` ${said}`)
    this.#why.replaceChildren(...sentences.map((sentence) => element('li', { textContent: sentence })))
    this.#parts.hidden = !response
    if (response) this.#showParts(response, body)
  }

  #showParts({ headers, cacheStatus }, body) {
    document.querySelector('#raw-status').textContent = cacheStatus
    document.querySelector('#body-size').textContent = bytes(body.size)
    document.querySelector('#body-preview').textContent = preview(body, headers.get('content-type') ?? '')
    document.querySelector('#header-count').textContent = plural([...headers].length, 'field')
    document.querySelector('#answer-headers').replaceChildren(...headerRows(headers))
  }
}
