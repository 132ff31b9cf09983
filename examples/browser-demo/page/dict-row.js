import { element } from './element.js'
import { span } from './format.js'

const shownCharacters = 80

/** An entry of the dict as a row, which stays the same element while the entry is there. */
export class DictRow {
  #entry
  #key = element('th', { scope: 'row', className: 'url' })
  #value = element('td', { className: 'value' })
  #expires = element('td', { className: 'expiry' })
  #edit = element('button', { type: 'button', className: 'small', textContent: 'Edit' })
  /** The element. */
  row = element('tr', {}, this.#key, this.#value, this.#expires, element('td', {}, this.#edit))

  constructor(onEdit) {
    this.#edit.addEventListener('click', () => onEdit(this.#entry.key))
  }

  show(entry) {
    this.#entry = entry
    const text = textOf(entry.value)
    set(this.#key, entry.key)
    set(this.#value, text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text)
    this.#edit.setAttribute('aria-label', `Edit ${entry.key}`)
    this.tick()
  }

  /** Counts down. */
  tick(now = Date.now()) {
    const { expiresAt } = this.#entry
    set(this.#expires, expiresAt === 'never' ? 'never' : expiresAt > now ? `in ${span(expiresAt - now)}` : 'gone')
  }
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text
}

/** A value as it is written in the form: text as text, all else as JSON. */
export const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value))

/** What is written in the form as a value: JSON where it is some, else text. */
export function parsedValue(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
