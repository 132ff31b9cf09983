/** Lets DynamoDB or the API fail, for all tabs. */
export class TroublePanel {
  #form = document.querySelector('#trouble')
  #outcome = document.querySelector('#trouble-outcome')

  constructor(troubles, { onChange }) {
    this.#show(troubles)
    this.#form.addEventListener('submit', (event) => event.preventDefault())
    this.#form.addEventListener('change', async ({ target }) => {
      await this.#tell(target)
      onChange()
    })
  }

  /** What another tab has chosen. */
  async refresh() {
    try {
      this.#show(await (await fetch('troubles.json')).json())
    } catch {
      this.#outcome.textContent = 'The page’s own server does not answer: start it by npm run demo:browser.'
    }
  }

  #show({ dynamodb, api }) {
    const { elements } = this.#form
    if (document.activeElement !== elements.dynamodb) elements.dynamodb.value = dynamodb
    if (document.activeElement !== elements.api) elements.api.value = api
  }

  async #tell({ name, value, labels, selectedOptions }) {
    const headers = { 'content-type': 'application/json' }
    try {
      await fetch('troubles.json', { method: 'POST', headers, body: JSON.stringify({ [name]: value }) })
      this.#outcome.textContent = `${labels[0].querySelector('span').textContent} ${selectedOptions[0].textContent}.`
    } catch {
      this.#outcome.textContent = 'The page’s own server does not answer: start it by npm run demo:browser.'
    }
  }
}
