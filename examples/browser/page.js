/** Fetches through the cache, and keeps a dict, from two forms of a page. */

import { CachedSession, DynamoDbDict, isDynadictError } from 'dynadict'
import { cognitoCredentials } from './cognito.js'

// The server says where the engine is; a real page would have this in its own configuration.
const { region, endpoint, identityPoolId, cognitoEndpoint, url } = await (await fetch('settings.json')).json()
const credentials = cognitoCredentials({ region, identityPoolId, endpoint: cognitoEndpoint })
const { identityId } = await credentials()

const connection = { region, endpoint, credentials }
const session = new CachedSession('http_cache', { ...connection, namespace: identityId })
const notes = new DynamoDbDict('http_cache', { ...connection, namespace: `${identityId}/notes`, consistent: true })

const requestForm = document.querySelector('#request')
const entryForm = document.querySelector('#entry')
requestForm.elements.url.value = url

/** Runs what a form asks for; what went wrong is told in the form. */
function onSubmit(form, work) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const output = form.querySelector('output')
    output.textContent = '…'
    try {
      output.textContent = await work(Object.fromEntries(new FormData(form)), event.submitter)
    } catch (error) {
      output.textContent = isDynadictError(error) ? `${error.code}: ${error.message}` : String(error)
    }
  })
}

onSubmit(requestForm, async ({ url }) => {
  const response = await session.fetch(url)
  const text = await response.text()
  const source = response.fromCache ? 'the cache' : 'the origin'
  return `${response.status} from ${source}, ${text.length} characters (${response.cacheStatus})`
})

onSubmit(entryForm, async ({ key, value }, button) => {
  if (button.name === 'set') await notes.set(key, value)
  else await notes.delete(key)
  await list()
  return button.name === 'set' ? `${key} is set` : `${key} is deleted`
})

async function list() {
  const rows = []
  for await (const entry of notes.entries()) {
    const row = document.createElement('tr')
    for (const text of entry) row.insertCell().textContent = text
    rows.push(row)
  }
  entryForm.querySelector('tbody').replaceChildren(...rows)
}

await list()
document.body.dataset.ready = ''
