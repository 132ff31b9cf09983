/** What stands in the request's form, as what a session takes. */

/** Something in the form that cannot be sent; `field` is the name of its control. */
export class InputProblem extends Error {
  constructor(field, message) {
    super(message)
    this.field = field
  }
}

/** @throws {InputProblem} when a URL or a header is none. */
export function readRequest(form) {
  const { url, method, mode, count, cookies, overrules, authorization, headers } = form.elements
  const settings = readSettings(form)
  return {
    url: readUrl(url.value),
    mode: mode.value,
    settings,
    count: Number(count.value),
    init: {
      method: method.value,
      cache: mode.value,
      headers: readHeaders(headers.value, authorization.value.trim()),
      credentials: cookies.checked ? 'same-origin' : 'omit',
      ...(overrules.checked &&
        settings.expireAfter !== undefined && { dynadict: { expireAfter: settings.expireAfter } }),
    },
  }
}

function readUrl(text) {
  const given = text.trim()
  const isHttp = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)
  if (!isHttp) throw new InputProblem('url', 'Enter a whole URL, such as https://example.com/')
  const { username, password } = new URL(given)
  if (username || password) throw new InputProblem('url', 'Leave the user name out: browsers send no such URL')
  return given
}

function readHeaders(text, authorization) {
  const headers = new Headers()
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined) throw new InputProblem('headers', `“${line.trim()}” is no header: write Name: value`)
    append(headers, name, value, 'headers')
  }
  if (authorization) append(headers, 'authorization', authorization, 'authorization')
  return headers
}

function append(headers, name, value, field) {
  try {
    headers.append(name, value)
  } catch {
    throw new InputProblem(field, `${name} cannot be sent: a header holds characters of Latin-1 only`)
  }
}

/** The settings that differ from the defaults. */
export function readSettings(form) {
  const { expireAfter, staleIfError, staleWhileRevalidate, authorized, maxBodyBytes, cacheTimeoutMs } = form.elements
  const text = expireAfter.value.trim().toLowerCase()
  const flags = ['alwaysRevalidate', 'crossOriginValidation', 'shared', 'readOnly']
  return {
    ...(text && { expireAfter: /^\d+$/.test(text) ? Number(text) : text }),
    ...(!form.elements.cacheControl.checked && { cacheControl: false }),
    ...windowOf('staleIfError', staleIfError.value),
    ...windowOf('staleWhileRevalidate', staleWhileRevalidate.value),
    ...(authorized.value === 'bypass' && { authorized: 'bypass' }),
    ...(maxBodyBytes.value && { maxBodyBytes: Number(maxBodyBytes.value) }),
    ...(cacheTimeoutMs.value && { cacheTimeoutMs: Number(cacheTimeoutMs.value) }),
    ...Object.fromEntries(flags.filter((name) => form.elements[name].checked).map((name) => [name, true])),
  }
}

const windowOf = (name, value) => (value ? { [name]: value === 'always' ? true : value } : {})

/** Puts the settings, and what goes with them, back. */
export function resetSettings(form) {
  for (const control of form.querySelectorAll('#ask-settings :is(input, select)')) {
    if (control.type === 'checkbox') control.checked = control.defaultChecked
    else if (control.tagName === 'SELECT') control.selectedIndex = 0
    else control.value = ''
  }
}

/** How many settings are not as they are by default. */
export const countSettings = (form) =>
  Object.keys(readSettings(form)).length + ['overrules', 'cookies'].filter((name) => form.elements[name].checked).length
