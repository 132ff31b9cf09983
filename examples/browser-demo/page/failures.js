/** What went wrong, and what to do about it, in words. */

import { isDynadictError } from './dynadict.js'

const byCode = {
  NETWORK: ['DynamoDB cannot be reached', 'Set it to “works” below, or start the demo anew by npm run demo:browser.'],
  TIMEOUT: ['DynamoDB did not answer in time', 'Set it to “works” below, or try again.'],
  THROTTLED: [
    'DynamoDB throttles',
    'It has no capacity for so much at once. Set it to “works” below; in a real table wait, or raise the capacity.',
  ],
  CREDENTIALS: [
    'DynamoDB does not take the credentials',
    'Set it to “works” below; in your own page see where they come from, and whether they have ended.',
  ],
  ACCESS_DENIED: ['A permission is missing', 'Grant the action that the message names.'],
  TABLE_NOT_FOUND: ['There is no such table', 'See whether Region and name are right.'],
  CONDITION_FAILED: ['Another writer came between', 'Read it anew, and decide.'],
  DECODE: ['An item cannot be read', 'It was written by something else, or is damaged. Delete it.'],
  ITEM_TOO_LARGE: ['The value is too large', 'Split it.'],
  OUTCOME_UNKNOWN: ['Nobody can tell whether it was done', 'Read it, and write it anew if it is not there.'],
}

/** Of many that were not done, the first says why. */
const reasonOf = (error) => (isDynadictError(error) && error.failures?.values().next().value) || error

/** Codes that say that nothing works at the moment, and not that this one thing does not. */
export function isOutage(error) {
  const reason = reasonOf(error)
  return isDynadictError(reason) && /^(NETWORK|TIMEOUT|THROTTLED|CREDENTIALS|ACCESS_DENIED|SERVICE)$/.test(reason.code)
}

/** @returns a title, advice, and the message of the error itself. */
export function failureOf(failure) {
  const error = reasonOf(failure)
  if (isDynadictError(error)) {
    const [title, advice] = byCode[error.code] ?? ['DynamoDB reports an error', 'See its message.']
    return { title, advice, message: `${error.code}: ${error.message}` }
  }
  if (error?.name === 'AbortError') return { title: 'Cancelled', advice: 'Nothing of it is stored.', message: '' }
  // What fetch says in Chromium, Firefox and Safari.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return {
      title: 'The origin cannot be reached',
      advice: 'See whether the URL is right and its server runs, and whether it allows pages of other origins (CORS).',
      message: `${error.name}: ${error.message}`,
    }
  }
  return {
    title: 'That does not work',
    advice: 'See what the message names.',
    message: `${error?.name ?? 'Error'}: ${error?.message ?? error}`,
  }
}

export const sentenceOf = (error) => {
  const { title, advice } = failureOf(error)
  return `${title}. ${advice}`
}
