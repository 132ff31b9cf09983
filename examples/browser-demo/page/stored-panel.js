import { confirmed } from './confirm.js'
import { EntryDialog } from './entry-dialog.js'
import { isOutage, sentenceOf } from './failures.js'
import { plural } from './format.js'
import { StoredRow } from './stored-row.js'

/** More than these are not listed; the search finds the others. */
const mostRows = 200

const orders = {
  url: (a, b) => compare(a.key, b.key),
  expires: (a, b) => Number(a.expires ?? Infinity) - Number(b.expires ?? Infinity) || compare(a.key, b.key),
  size: (a, b) => (b.size ?? 0) - (a.size ?? 0) || compare(a.key, b.key),
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** What DynamoDB holds, live. */
export class StoredPanel {
  #form = document.querySelector('#stored-search')
  #body = document.querySelector('#stored-rows')
  #outcome = document.querySelector('#stored-outcome')
  #rows = new Map()
  #entries = []
  #order = 'url'
  #cache
  #health
  #onChange
  #dialog

  constructor(cache, { health, onChange }) {
    this.#cache = cache
    this.#health = health
    this.#onChange = onChange
    this.#dialog = new EntryDialog(cache, { onChange, onDelete: (entry) => this.#delete(entry) })
    const { prefix, here, purge, clear } = this.#form.elements
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.refresh()
    })
    prefix.addEventListener('input', () => {
      purge.disabled = prefix.value.trim() === ''
      this.refresh()
    })
    here.addEventListener('click', () => {
      prefix.value = `${location.origin}/api/`
      prefix.dispatchEvent(new Event('input'))
    })
    purge.addEventListener('click', () => this.#purge(prefix.value.trim()))
    clear.addEventListener('click', () => this.#clear())
    for (const button of document.querySelectorAll('[data-sort]'))
      button.addEventListener('click', () => this.#sortBy(button))
    setInterval(() => {
      for (const row of this.#rows.values()) row.tick()
    }, 1_000)
  }

  /** Reads the listing: one Query for each megabyte, and no body. */
  async refresh() {
    const prefix = this.#form.elements.prefix.value.trim()
    try {
      const entries = []
      const options = { ...(prefix && { prefix }), limit: mostRows + 1, valid: true, stale: true, invalid: true }
      for await (const entry of this.#cache.entries(options)) entries.push(entry)
      // The search has gone on meanwhile: this is the answer to another question.
      if (prefix !== this.#form.elements.prefix.value.trim()) return
      this.#entries = entries
      this.#draw()
      this.#health.worked()
    } catch (error) {
      this.#health.failed(error)
      // Such as a prefix that is longer than a key may be.
      if (!isOutage(error)) {
        this.#entries = []
        this.#draw()
      }
      document.querySelector('#stored-empty').textContent = isOutage(error) ? 'It could not be read.' : error.message
    }
  }

  #draw() {
    const entries = this.#entries.slice(0, mostRows).sort(orders[this.#order])
    const resources = Map.groupBy(entries, resourceOf)
    for (const key of this.#rows.keys()) {
      if (entries.some((entry) => entry.key === key)) continue
      this.#rows.get(key).row.remove()
      this.#rows.delete(key)
    }
    const focused = document.activeElement
    entries.forEach((entry, index) => {
      const row = this.#rows.get(entry.key) ?? this.#newRow(entry.key)
      row.show(entry, resources.get(resourceOf(entry)).length)
      const there = this.#body.rows[index]
      if (there !== row.row) this.#body.insertBefore(row.row, there ?? null)
    })
    // A row that was moved has lost it.
    if (document.activeElement !== focused && focused?.isConnected) focused.focus()
    const hasMore = this.#entries.length > mostRows
    const stale = entries.filter(({ isStale }) => isStale).length
    const count = hasMore ? `The first ${mostRows}` : plural(entries.length, 'response')
    document.querySelector('#stored-count').textContent = stale ? `${count}, ${stale} stale` : count
    const empty = document.querySelector('#stored-empty')
    empty.hidden = entries.length > 0
    empty.textContent = emptyText(this.#form.elements.prefix.value.trim())
    const { clear, prefix } = this.#form.elements
    const isEmpty = entries.length === 0 && prefix.value === ''
    if (isEmpty && document.activeElement === clear) prefix.focus()
    clear.disabled = isEmpty
  }

  #newRow(key) {
    const row = new StoredRow({
      onOpen: (entry) => this.#dialog.open(entry),
      onDelete: (entry) => this.#delete(entry),
    })
    this.#rows.set(key, row)
    return row
  }

  #sortBy(button) {
    this.#order = button.dataset.sort
    for (const header of document.querySelectorAll('.stored th[aria-sort]')) header.removeAttribute('aria-sort')
    button.closest('th').setAttribute('aria-sort', this.#order === 'size' ? 'descending' : 'ascending')
    this.#draw()
  }

  async #delete({ key, url }) {
    const keys = [...this.#body.rows].map((row) => [...this.#rows].find(([, each]) => each.row === row)?.[0])
    const next = keys[keys.indexOf(key) + 1] ?? keys[keys.indexOf(key) - 1]
    await this.#change(async () => {
      await this.#cache.delete({ key })
      return `Deleted ${url ?? key}`
    })
    // What had the focus is gone.
    const row = next === undefined ? undefined : this.#rows.get(next)
    if (!this.#rows.has(key)) (row ?? this.#form.elements.prefix).focus()
  }

  async #purge(prefix) {
    const count = plural(this.#entries.length, 'response')
    if (!(await confirmed('Delete what begins so?', `${count} under ${prefix}`))) return
    await this.#change(
      async () => `Deleted ${plural(await this.#cache.delete({ prefix, onProgress: this.#tellProgress }), 'response')}`,
    )
  }

  async #clear() {
    if (
      !(await confirmed(
        'Clear the cache?',
        'Everything that is stored goes, and is fetched anew when it is asked for.',
      ))
    )
      return
    await this.#change(
      async () => `Deleted ${plural(await this.#cache.clear({ onProgress: this.#tellProgress }), 'response')}`,
    )
  }

  #tellProgress = (count) => {
    this.#outcome.textContent = `Deleting … ${count.toLocaleString()}`
  }

  async #change(work) {
    // A throttled batch waits for capacity, for a dozen seconds at most.
    this.#outcome.textContent = 'Deleting …'
    try {
      this.#outcome.textContent = await work()
    } catch (error) {
      this.#health.failed(error)
      this.#outcome.textContent = sentenceOf(error)
    }
    await this.#onChange()
  }
}

function emptyText(prefix) {
  if (prefix === '') return 'Nothing is stored yet.'
  // `https://example.com` does not stand for `https://example.com.evil.example`.
  const isHost = URL.canParse(prefix) && new URL(prefix).pathname === '/'
  return isHost
    ? 'Nothing of this host is stored: it counts as a whole, with its port.'
    : 'Nothing that begins so is stored.'
}

/** What the variants of a resource have in common. */
const resourceOf = ({ method, url, key }) => (url === undefined ? key : `${method} ${url}`)
