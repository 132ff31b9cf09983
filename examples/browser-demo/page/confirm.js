const dialog = document.querySelector('#confirm')
const [no, yes] = dialog.querySelectorAll('button')
no.addEventListener('click', () => dialog.close('no'))
yes.addEventListener('click', () => dialog.close('yes'))

/** Asks before something is deleted; resolves with whether it may be. Escape is a no. */
export async function confirmed(title, text) {
  dialog.querySelector('h2').textContent = title
  dialog.querySelector('p').textContent = text
  dialog.returnValue = 'no'
  dialog.showModal()
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
  return dialog.returnValue === 'yes'
}
