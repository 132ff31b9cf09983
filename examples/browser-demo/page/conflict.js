import { textOf } from './dict-row.js'
import { element } from './element.js'

/** Two have written the same key: both values, and whose is to stay. */
export class Conflict {
  #box = document.querySelector('#conflict')
  #actions

  constructor(actions) {
    this.#actions = actions
  }

  hide() {
    this.#box.hidden = true
    this.#box.replaceChildren()
  }

  /** @param theirs the entry that is there, or `undefined` when it was deleted. */
  show(key, mine, theirs) {
    const { onTakeTheirs, onOverwrite } = this.#actions
    const button = (textContent, onclick) => element('button', { type: 'button', textContent, onclick })
    this.#box.replaceChildren(
      element('p', {}, element('strong', { textContent: `${key} was written by another since you read it.` })),
      element(
        'dl',
        { className: 'facts' },
        element('div', {}, element('dt', { textContent: 'Yours' }), element('dd', { textContent: mine || '(empty)' })),
        element(
          'div',
          {},
          element('dt', { textContent: 'There' }),
          element('dd', { textContent: theirs ? textOf(theirs.value) : '(deleted)' }),
        ),
      ),
      element(
        'div',
        { className: 'actions' },
        ...(theirs ? [button('Take what is there', () => onTakeTheirs(theirs))] : []),
        button('Write mine over it', onOverwrite),
      ),
    )
    this.#box.hidden = false
  }
}
