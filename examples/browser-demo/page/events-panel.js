import { element } from './element.js'
import { failureOf } from './failures.js'
import { clockTime } from './format.js'

const mostEvents = 8

const meanings = {
  'table-created': ({ table }) => `The table ${table} was missing, and the first write made it.`,
  'ttl-unavailable': () => 'The engine’s clean-up of expired items is off; expiry is exact all the same.',
  'chunks-left': () => 'Chunks of a body that was replaced are left; vacuum removes them.',
  'cache-read-failed': ({ error }) => `The cache could not be read, so the origin answered. ${titleOf(error)}.`,
  'cache-write-failed': ({ error }) => `A response could not be stored; you have it all the same. ${titleOf(error)}.`,
  'revalidation-failed': ({ error }) => `What was served stale could not be validated. ${titleOf(error)}.`,
}

const titleOf = (error) => failureOf(error).title

/** What is worth knowing and not worth an exception. */
export class EventsPanel {
  #list = document.querySelector('#events')

  add(event) {
    const meaning = meanings[event.type]?.(event) ?? ''
    const item = element('li', {}, element('code', { textContent: event.type }), ` ${clockTime(new Date())} ${meaning}`)
    this.#list.prepend(item)
    while (this.#list.children.length > mostEvents) this.#list.lastElementChild.remove()
    document.querySelector('#events-empty').hidden = true
  }
}
