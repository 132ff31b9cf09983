import { element } from './element.js'
import { bytes, plural, span } from './format.js'

/** A stored response as a row, which stays the same element while the response is there: so it keeps the focus. */
export class StoredRow {
  #entry
  #open = element('button', { type: 'button', className: 'link url' })
  #brief = element('span', { className: 'brief' })
  #fresh = element('td')
  #size = element('td', { className: 'wide number' })
  #selected = element('td', { className: 'wide' })
  #delete = element('button', { type: 'button', className: 'danger small', textContent: 'Delete' })
  /** The element. */
  row = element(
    'tr',
    {},
    element('th', { scope: 'row' }, this.#open, this.#brief),
    this.#fresh,
    this.#size,
    this.#selected,
    element('td', {}, this.#delete),
  )

  constructor({ onOpen, onDelete }) {
    this.#open.addEventListener('click', () => onOpen(this.#entry))
    this.#delete.addEventListener('click', () => onDelete(this.#entry))
  }

  focus() {
    this.#delete.focus()
  }

  /** @param variants how many stored responses there are for the same resource. */
  show(entry, variants) {
    this.#entry = entry
    if (entry.error) return this.#showInvalid(entry)
    const { url, method, size, vary, isOwn } = entry
    const name = `${method === 'GET' ? '' : `${method} `}${shortUrl(url)}`
    const selectors = [vary.join(', '), isOwn && 'its own credentials', variants > 1 && plural(variants, 'variant')]
    const selected = selectors.filter(Boolean).join(' · ')
    set(this.#open, name)
    set(this.#size, bytes(size))
    set(this.#selected, selected || '–')
    set(this.#brief, [bytes(size), selected].filter(Boolean).join(' · '))
    this.#delete.setAttribute('aria-label', `Delete ${name}${selected && `, ${selected}`}`)
    this.tick()
  }

  #showInvalid({ key }) {
    set(this.#open, key)
    set(this.#fresh, 'cannot be read')
    set(this.#size, '–')
    set(this.#selected, '–')
    set(this.#brief, '')
    this.#delete.setAttribute('aria-label', `Delete ${key}`)
  }

  /** Counts down. */
  tick(now = Date.now()) {
    if (this.#entry.error) return
    const { expires, keptUntil } = this.#entry
    const isStale = expires !== undefined && expires <= now
    set(
      this.#fresh,
      isStale
        ? `stale, kept ${keptUntil ? span(keptUntil - now) : 'for ever'}`
        : expires
          ? span(expires - now)
          : 'ever',
    )
    this.#fresh.dataset.state = isStale ? 'stale' : 'fresh'
  }
}

/** Written only where it differs, or screen readers would begin anew. */
function set(node, text) {
  if (node.textContent !== text) node.textContent = text
}

/** Without the origin, where that is the page's own. */
const shortUrl = (url) => (url.startsWith(`${location.origin}/`) ? url.slice(location.origin.length) : url)
