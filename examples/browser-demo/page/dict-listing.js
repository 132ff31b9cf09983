import { confirmed } from './confirm.js'
import { DictRow } from './dict-row.js'
import { plural } from './format.js'

const pageSize = 10

/** Iterates over the dict, a page at a time. */
export class DictListing {
  #form = document.querySelector('#dict-range')
  #body = document.querySelector('#dict-rows')
  #first = document.querySelector('#dict-first')
  #next = document.querySelector('#dict-next')
  #rows = new Map()
  #dict
  #onEdit
  /** Where the page that is shown begins, and the one behind it. */
  #cursor
  #nextCursor

  /** @param work whom to tell of a row to be edited, and `change(work)` for what writes. */
  constructor(dict, { onEdit, change, refresh }) {
    this.#dict = dict
    this.#onEdit = onEdit
    const { prefix, order, samples, clear } = this.#form.elements
    const turnTo = (cursor) => {
      this.#cursor = cursor
      refresh()
    }
    this.#form.addEventListener('submit', (event) => event.preventDefault())
    for (const control of [prefix, order]) control.addEventListener('input', () => turnTo(undefined))
    this.#first.addEventListener('click', () => {
      turnTo(undefined)
      this.#next.focus()
    })
    this.#next.addEventListener('click', () => turnTo(this.#nextCursor))
    samples.addEventListener('click', () =>
      change(async () => {
        await dict.setMany(sampleEntries(), { ttl: '10m' })
        return 'Added 30 samples that expire in 10 minutes, in two batches'
      }),
    )
    clear.addEventListener('click', async () => {
      const which = prefix.value ? `All keys that begin with ${prefix.value}` : 'All entries of the dict'
      if (!(await confirmed('Delete the entries?', `${which}, on all pages.`))) return
      await change(
        async () =>
          `Deleted ${plural(await dict.clear(prefix.value ? { prefix: prefix.value } : {}), 'entry', 'entries')}`,
      )
    })
    setInterval(() => {
      for (const row of this.#rows.values()) row.tick()
    }, 1_000)
  }

  /** One Query for the page and its keys' order, and a GetItem for each entry on it, which knows its expiry too. */
  async refresh() {
    const { prefix, order } = this.#form.elements
    const range = prefix.value ? { prefix: prefix.value } : {}
    const asked = [prefix.value, order.value, this.#cursor]
    const { items, cursor } = await this.#dict.page({
      ...range,
      reverse: order.value === 'reverse',
      limit: pageSize,
      ...(this.#cursor && { cursor: this.#cursor }),
    })
    const [size, ...entries] = await Promise.all([
      this.#dict.size(range),
      ...items.map(([key]) => this.#dict.getEntry(key)),
    ])
    // Another page or range was asked for meanwhile.
    if (String(asked) !== String([prefix.value, order.value, this.#cursor])) return
    this.#nextCursor = cursor
    this.#draw(entries.filter((entry) => entry !== undefined))
    this.#first.disabled = this.#cursor === undefined
    if (cursor === undefined && document.activeElement === this.#next) this.#first.focus()
    this.#next.disabled = cursor === undefined
    document.querySelector('#dict-count').textContent = plural(size, 'entry', 'entries')
    const empty = document.querySelector('#dict-empty')
    empty.hidden = entries.length > 0
    empty.textContent = emptyText(prefix.value, this.#cursor)
    this.#form.elements.clear.disabled = size === 0
  }

  /** @param message what is wrong with the range; without one nothing could be read, and what is shown stays. */
  fail(message) {
    const empty = document.querySelector('#dict-empty')
    empty.textContent = message ?? 'It could not be read.'
    if (message === undefined) return
    this.#draw([])
    empty.hidden = false
  }

  #draw(entries) {
    const focused = document.activeElement
    const keys = new Set(entries.map(({ key }) => key))
    for (const [key, { row }] of this.#rows) {
      if (keys.has(key)) continue
      row.remove()
      this.#rows.delete(key)
    }
    entries.forEach((entry, index) => {
      if (!this.#rows.has(entry.key)) this.#rows.set(entry.key, new DictRow(this.#onEdit))
      const row = this.#rows.get(entry.key)
      row.show(entry)
      const there = this.#body.rows[index]
      if (there !== row.row) this.#body.insertBefore(row.row, there ?? null)
    })
    // A row that was moved has lost it.
    if (document.activeElement !== focused && focused?.isConnected) focused.focus()
  }
}

function emptyText(prefix, cursor) {
  if (cursor !== undefined) return 'Nothing is left on this page.'
  return prefix ? 'No key begins so.' : 'The dict is empty. Set something, or add samples.'
}

const sampleEntries = () =>
  Array.from({ length: 30 }, (_, index) => [
    `sample/${String(index + 1).padStart(2, '0')}`,
    { square: (index + 1) ** 2 },
  ])
