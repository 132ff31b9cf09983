import { element } from './element.js'
import { countSettings, InputProblem, readRequest, resetSettings } from './request-form.js'
import { send } from './send.js'

const modeNotes = {
  default: 'What is fresh comes from the cache; the origin is asked otherwise.',
  'no-cache': 'The origin is always asked, and what it confirms comes from the cache.',
  reload: 'The origin is always asked, and the cache only written.',
  'no-store': 'The cache has no part in it.',
  'force-cache': 'What is there comes from the cache, stale too.',
  'only-if-cached': 'The origin is never asked: a miss is a 504.',
}

/** The form that asks. */
export class RequestPanel {
  #form = document.querySelector('#ask')
  #problem = document.querySelector('#ask-problem')
  #presets
  #work
  /** Those under way, to be cancelled. */
  #pending = new Set()

  /**
   * @param presets the routes of the demo's API.
   * @param work `sessionWith(settings)`, and whom to tell: `onSend`, `onAnswer` of each and `onSettled` when all are there.
   */
  constructor(presets, work) {
    this.#presets = presets
    this.#work = work
    const { route, mode, send: button, cancel, resetSettings: reset } = this.#form.elements
    route.append(...presets.map(({ title }, index) => element('option', { value: String(index), textContent: title })))
    route.append(element('option', { value: '', textContent: 'A URL of your own' }))
    route.addEventListener('change', () => this.#choose())
    mode.addEventListener('change', () => this.#describe())
    this.#form.elements.url.addEventListener('input', () => {
      route.value = ''
      this.#describe()
    })
    this.#form.addEventListener('input', () => this.#describe())
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send()
    })
    cancel.addEventListener('click', () => {
      for (const controller of this.#pending) controller.abort()
      button.focus()
    })
    reset.addEventListener('click', () => {
      resetSettings(this.#form)
      this.#describe()
    })
    this.#choose()
  }

  enable() {
    this.#form.elements.send.disabled = false
  }

  /** Takes over the route that was picked: its URL and what it is asked with. */
  #choose() {
    const { route, url, method, headers, authorization } = this.#form.elements
    const preset = this.#presets[Number(route.value)]
    if (route.value !== '' && preset) {
      url.value = new URL(preset.url, location.href).href
      method.value = 'GET'
      headers.value = preset.headers ?? ''
      authorization.value = preset.authorization ?? ''
      if (preset.headers || preset.authorization) document.querySelector('#ask-headers').open = true
    }
    this.#describe()
  }

  #describe() {
    const { route, mode, headers, authorization } = this.#form.elements
    const note =
      route.value === '' ? 'Its origin must allow pages of other origins (CORS).' : this.#presets[route.value].note
    document.querySelector('#route-note').textContent = note
    document.querySelector('#mode-note').textContent = modeNotes[mode.value]
    const lines = headers.value.split('\n').filter((line) => line.trim()).length
    tellCount('#ask-headers', lines + (authorization.value.trim() ? 1 : 0))
    tellCount('#ask-settings', countSettings(this.#form))
  }

  async #send() {
    const asked = this.#read()
    if (!asked) return
    const { session, request } = asked
    const controller = new AbortController()
    this.#pending.add(controller)
    this.#tellPending()
    this.#work.onSend(request)
    const sent = Array.from({ length: request.count }, async () =>
      this.#work.onAnswer(await send(session, request, controller.signal)),
    )
    await Promise.all(sent)
    this.#pending.delete(controller)
    this.#tellPending()
    this.#work.onSettled()
  }

  /** `undefined` when something in the form cannot be sent, which is then said beside it. */
  #read() {
    this.#tellProblem('')
    for (const control of this.#form.elements) control.removeAttribute('aria-invalid')
    try {
      const request = readRequest(this.#form)
      return { request, session: this.#work.sessionWith(request.settings) }
    } catch (error) {
      // The library names the setting that it does not take.
      const field = error instanceof InputProblem ? error.field : 'expireAfter'
      const control = this.#form.elements[field]
      control.closest('.field').after(this.#problem)
      this.#tellProblem(error.message)
      const details = control.closest('details')
      if (details) details.open = true
      control.setAttribute('aria-invalid', 'true')
      control.setAttribute('aria-describedby', 'ask-problem')
      control.focus()
      return undefined
    }
  }

  #tellProblem(text) {
    this.#problem.textContent = text
  }

  #tellPending() {
    const { cancel } = this.#form.elements
    const isPending = this.#pending.size > 0
    if (!isPending && document.activeElement === cancel) this.#form.elements.send.focus()
    cancel.hidden = !isPending
    this.#form.toggleAttribute('aria-busy', isPending)
  }
}

function tellCount(selector, count) {
  document.querySelector(`${selector} .changed`).textContent = count ? `${count} set` : ''
}
