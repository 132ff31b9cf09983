import { element } from './element.js'
import { outcomes } from './explain.js'
import { bytes, clockTime, duration, plural } from './format.js'

const slots = 48
const slotWidth = 10
/** The line between the two lanes, and the longest bar. */
const middle = 60
const longest = 54
/** What the longest bar stands for; the scale is logarithmic, so that hits are seen beside what is slow. */
const longestMs = 10_000

const heightOf = (ms) => Math.max(2, Math.min(1, Math.log10(1 + ms) / Math.log10(1 + longestMs)) * longest)

/** The requests in the order in which they ended: bars up came from the cache, bars down waited for the network. */
export class Timeline {
  #cache
  #requests = []

  constructor(cache) {
    this.#cache = cache
    document.querySelector('#timeline-clear').addEventListener('click', () => {
      this.#requests = []
      this.#cache.resetStats()
      this.#draw()
    })
    this.#draw()
  }

  add({ at, method, url, outcome, ms }) {
    this.#requests.push({ at, method, url, outcome, ms })
    if (this.#requests.length > slots) this.#requests.shift()
    this.#draw()
  }

  #draw() {
    document.querySelector('#bars').replaceChildren(...gridLines(), ...this.#requests.flatMap(barOf))
    document.querySelector('#plot-summary').textContent = summaryOf(this.#requests)
    document.querySelector('#legend').replaceChildren(...legendOf(this.#requests))
    document.querySelector('#numbers').replaceChildren(...numbersOf(this.#cache.stats()))
    document.querySelector('#log').replaceChildren(...this.#requests.toReversed().map(rowOf))
  }
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

function gridLines() {
  const heights = [10, 1_000].flatMap((ms) => [middle - heightOf(ms), middle + heightOf(ms)])
  const line = (y, name) => svg('line', { x1: 0, x2: slots * slotWidth, y1: y, y2: y, class: name })
  return [...heights.map((y) => line(y, 'grid')), line(middle, 'middle')]
}

function barOf({ method, url, outcome, ms }, index) {
  const { name, kind, isFromCache } = outcomes[outcome]
  const height = heightOf(ms)
  const y = isFromCache ? middle - height : middle
  const title = svg('title', {}, `${method} ${shortUrl(url)}: ${name}, ${duration(ms)}`)
  return svg('rect', { class: `bar ${kind}`, x: index * slotWidth + 1, y, width: slotWidth - 2, height }, title)
}

function summaryOf(requests) {
  if (requests.length === 0) return 'No requests yet: each will be a bar, the longer the slower.'
  const fromCache = requests.filter(({ outcome }) => outcomes[outcome].isFromCache).length
  const waited = requests.length - fromCache
  return `${plural(requests.length, 'request')}: ${fromCache} from the cache alone, ${waited} waited for the network.`
}

function legendOf(requests) {
  return Object.entries(outcomes).flatMap(([outcome, { name, kind }]) => {
    const count = requests.filter((request) => request.outcome === outcome).length
    return count === 0 ? [] : element('li', {}, element('span', { className: `swatch ${kind}` }), `${name} ${count}`)
  })
}

function numbersOf({ hits, revalidated, collapsed, misses, savedMs, bytesServed, requests, readUnits, writeUnits }) {
  const all = hits + revalidated + collapsed + misses
  const sent = Object.values(requests).reduce((sum, count) => sum + count, 0)
  const shown = {
    'Hits, of all answers': all ? `${Math.round((100 * hits) / all)} %` : '–',
    'Waiting saved': savedMs ? duration(savedMs) : '–',
    'Bodies from DynamoDB': bytes(bytesServed),
    'Requests to DynamoDB': sent.toLocaleString(),
    'Units read, written': `${readUnits.toLocaleString()}, ${writeUnits.toLocaleString()}`,
  }
  return Object.entries(shown).map(([name, value]) =>
    element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: value })),
  )
}

function rowOf({ at, method, url, outcome, ms }) {
  const { name, kind } = outcomes[outcome]
  return element(
    'tr',
    {},
    element('td', { textContent: clockTime(at) }),
    element('td', { className: 'url', textContent: `${method} ${shortUrl(url)}` }),
    element('td', {}, element('span', { className: `badge ${kind}`, textContent: name })),
    element('td', { className: 'number', textContent: duration(ms) }),
  )
}

/** Without the origin, where that is the page's own. */
const shortUrl = (url) => (url.startsWith(`${location.origin}/`) ? url.slice(location.origin.length) : url)
