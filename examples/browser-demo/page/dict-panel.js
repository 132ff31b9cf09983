import { Conflict } from './conflict.js'
import { DictListing } from './dict-listing.js'
import { parsedValue, textOf } from './dict-row.js'
import { isDynadictError } from './dynadict.js'
import { isOutage, sentenceOf } from './failures.js'

/** A dict beside the cache: set, get, delete, and what becomes of a write when another one came between. */
export class DictPanel {
  #form = document.querySelector('#dict')
  #outcome = document.querySelector('#dict-outcome')
  #dict
  #health
  #onChange
  #listing
  #conflict
  /** What was read last: its key, and its version, `undefined` where nothing was there. */
  #read

  constructor(dict, { health, onChange }) {
    this.#dict = dict
    this.#health = health
    this.#onChange = onChange
    this.#conflict = new Conflict({
      onTakeTheirs: (entry) => {
        this.#take(entry)
        this.#form.elements.value.focus()
      },
      onOverwrite: () => {
        this.#form.elements.set.focus()
        this.#set({})
      },
    })
    this.#listing = new DictListing(dict, {
      onEdit: (key) => this.#get(key),
      change: (work) => this.#do(work),
      refresh: () => this.refresh(),
    })
    const { key, guarded, get, delete: remove } = this.#form.elements
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (this.#hasKey()) this.#set(this.#condition())
    })
    get.addEventListener('click', () => this.#hasKey() && this.#get(key.value))
    remove.addEventListener('click', () => this.#hasKey() && this.#delete())
    for (const control of [key, guarded]) control.addEventListener('input', () => this.#tellVersion())
    this.#tellVersion()
  }

  async refresh() {
    try {
      await this.#listing.refresh()
    } catch (error) {
      this.#health.failed(error)
      this.#listing.fail(isOutage(error) ? undefined : error.message)
    }
  }

  #hasKey() {
    const { key } = this.#form.elements
    const isThere = key.value !== ''
    key.toggleAttribute('aria-invalid', !isThere)
    if (isThere) return true
    this.#outcome.textContent = 'Enter a key first.'
    key.focus()
    return false
  }

  /** What must hold for a write: that the item is as it was read, or that none is there where none was. */
  #condition() {
    const { key, guarded } = this.#form.elements
    if (!guarded.checked) return {}
    const version = this.#read?.key === key.value ? this.#read.version : undefined
    return version === undefined ? { ifAbsent: true } : { ifVersion: version }
  }

  async #set(condition) {
    const { key, value, ttl } = this.#form.elements
    await this.#do(async () => {
      const version = await this.#dict.set(key.value, parsedValue(value.value), { ...condition, ttl: ttl.value })
      this.#read = { key: key.value, version }
      return `${key.value} is set`
    })
  }

  async #get(asked) {
    await this.#do(async () => {
      const entry = await this.#dict.getEntry(asked)
      if (!entry) {
        this.#read = { key: asked, version: undefined }
        return `There is no ${asked}`
      }
      this.#take(entry)
      return `${asked} is read`
    }, false)
  }

  async #delete() {
    const { key } = this.#form.elements
    const { ifVersion } = this.#condition()
    await this.#do(async () => {
      const wasThere = await this.#dict.delete(key.value, ifVersion === undefined ? {} : { ifVersion })
      this.#read = undefined
      return wasThere ? `${key.value} is deleted` : `There was no ${key.value}`
    })
  }

  /** Into the form, as it was read. */
  #take({ key, value, version, expiresAt }) {
    const { key: keyField, value: valueField, ttl } = this.#form.elements
    keyField.value = key
    valueField.value = textOf(value)
    // How long is left is no choice of the form: what is set anew may be kept for an hour.
    ttl.value = expiresAt === 'never' ? 'never' : '1h'
    this.#read = { key, version }
    this.#conflict.hide()
    this.#tellVersion()
  }

  async #do(work, isChange = true) {
    this.#outcome.textContent = '…'
    this.#conflict.hide()
    try {
      this.#outcome.textContent = await work()
      this.#health.worked()
    } catch (error) {
      this.#health.failed(error)
      this.#outcome.textContent = misuseOf(error) ?? sentenceOf(error)
      if (isDynadictError(error) && error.code === 'CONDITION_FAILED') await this.#tellConflict()
    }
    this.#tellVersion()
    if (isChange) await this.#onChange()
  }

  async #tellConflict() {
    const { key, value } = this.#form.elements
    try {
      this.#conflict.show(key.value, value.value, await this.#dict.getEntry(key.value))
    } catch (error) {
      this.#health.failed(error)
    }
  }

  #tellVersion() {
    const { key, guarded } = this.#form.elements
    const version = this.#read?.key === key.value ? this.#read.version : undefined
    const note = !guarded.checked
      ? 'Whatever is there is written over.'
      : version
        ? `Read as version ${version.slice(0, 8)}: a set needs it to be the same still.`
        : 'Nothing was read under this key: a set needs it to be absent.'
    document.querySelector('#dict-version').textContent = note
  }
}

/** What the library says of a bad key or value, which names what is wrong. */
const misuseOf = (error) =>
  error instanceof TypeError || error instanceof RangeError ? `${error.message}.` : undefined
