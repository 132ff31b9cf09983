import { preview } from './body.js'
import { element, headerRows } from './element.js'
import { failureOf, sentenceOf } from './failures.js'
import { bytes, clockTime } from './format.js'

/** Above it a body goes into chunks. */
const largestItem = 65_536

/** One stored response: all that the table holds of it. */
export class EntryDialog {
  #dialog = document.querySelector('#entry')
  #outcome = document.querySelector('#entry-outcome')
  #body = document.querySelector('#entry-body')
  #cache
  #entry
  #onChange

  constructor(cache, { onChange, onDelete }) {
    this.#cache = cache
    this.#onChange = onChange
    const button = (name) => this.#dialog.querySelector(`[name=${name}]`)
    button('close').addEventListener('click', () => this.#dialog.close())
    button('stale').addEventListener('click', () => this.#makeStale())
    button('delete').addEventListener('click', () => {
      this.#dialog.close()
      onDelete(this.#entry)
    })
  }

  async open(entry) {
    this.#entry = entry
    this.#outcome.textContent = ''
    this.#dialog.querySelector('[name=stale]').hidden = entry.error !== undefined
    document.querySelector('#entry-url').textContent = entry.url ?? entry.key
    document.querySelector('#entry-facts').replaceChildren(...factsOf(entry))
    document.querySelector('#entry-headers').replaceChildren(...headerRows(entry.headers ?? []))
    this.#body.textContent = entry.error ? failureOf(entry.error).message : 'Reading …'
    this.#dialog.showModal()
    if (!entry.error) await this.#readBody(entry)
  }

  async #readBody(entry) {
    try {
      const [body, item] = await Promise.all([entry.body(), this.#cache.responses.getEntry(entry.key)])
      if (this.#entry !== entry) return
      const type = entry.headers.get('content-type') ?? ''
      this.#body.textContent = body
        ? preview({ size: body.byteLength, beginning: body }, type)
        : 'It has been replaced or removed meanwhile: close this, and open it anew.'
      if (item) document.querySelector('#entry-facts').append(fact('In DynamoDB', storedOf(item, body)))
    } catch (error) {
      if (this.#entry === entry) this.#body.textContent = sentenceOf(error)
    }
  }

  async #makeStale() {
    try {
      await this.#cache.resetExpiration(0, { url: this.#entry.url })
      this.#outcome.textContent = 'It is stale now, with all its variants: its next use asks the origin.'
    } catch (error) {
      this.#outcome.textContent = sentenceOf(error)
    }
    await this.#onChange()
  }
}

const fact = (name, value) =>
  element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: value }))

function factsOf({ key, error, method, status, statusText, createdAt, expires, keptUntil, size, vary, isOwn }) {
  if (error) return [fact('Key', key)]
  return [
    fact('Answer', `${status} ${statusText} to ${method}`),
    fact('Came', clockTime(createdAt)),
    fact('Fresh until', expires ? when(expires) : 'ever'),
    fact('Kept until', keptUntil ? when(keptUntil) : 'ever'),
    fact('Body', bytes(size)),
    fact(
      'Selected by',
      [vary.join(', '), isOwn && 'its own credentials'].filter(Boolean).join(', ') || 'the URL alone',
    ),
    fact('Key', key),
  ]
}

/** With the day, unless that is today's. */
const when = (date) =>
  date.toDateString() === new Date().toDateString()
    ? clockTime(date)
    : date.toLocaleString(undefined, { hour12: false })

/** What the table holds of it, head and body; in chunks where that is more than the cache puts into one item. */
function storedOf({ size }, body) {
  if (body === undefined) return bytes(size)
  const isLess = size < body.byteLength && 'compressed'
  const isApart = size > largestItem && 'the body in chunks'
  return [bytes(size), isLess, isApart].filter(Boolean).join(', ')
}
