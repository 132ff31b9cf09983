/** Puts the page together: each panel gets what it works with, and tells the others what has changed. */

import { AnswerPanel } from './answer-panel.js'
import { connect } from './connection.js'
import { DictPanel } from './dict-panel.js'
import { EventsPanel } from './events-panel.js'
import { Health } from './health.js'
import { keepLive } from './live.js'
import { RequestPanel } from './request-panel.js'
import { StoredPanel } from './stored-panel.js'
import { Timeline } from './timeline.js'
import { TroublePanel } from './trouble-panel.js'

const health = new Health()

async function start() {
  const settings = await (await fetch('settings.json')).json()
  // Each principal has its own: `?namespace=ada` sees nothing of what others store.
  const namespace = new URLSearchParams(location.search).get('namespace') || 'inspector'
  const events = new EventsPanel()
  const connection = connect({ ...settings, namespace }, (event) => events.add(event))
  health.describe(settings.endpoint, namespace)

  const stored = new StoredPanel(connection.shelf, { health, onChange: () => live.changed() })
  const dict = new DictPanel(connection.dict, { health, onChange: () => live.changed() })
  const trouble = new TroublePanel(settings.troubles, { onChange: () => live.changed() })
  const timeline = new Timeline(connection.cache)
  const answer = new AnswerPanel()
  const requests = new RequestPanel(settings.presets, {
    sessionWith: connection.sessionWith,
    onSend: (request) => answer.wait(request),
    onAnswer: (outcome) => {
      answer.show(outcome)
      timeline.add(outcome)
    },
    onSettled: () => live.changed(),
  })

  const live = keepLive(async () => {
    await Promise.all([stored.refresh(), dict.refresh(), trouble.refresh()])
  })
  health.onRetry = () => live.changed()
  requests.enable()
  live.changed()
  document.body.dataset.ready = ''
}

start().catch((error) => health.fatal(error))
