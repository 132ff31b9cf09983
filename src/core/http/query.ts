/**
 * A URL with other query parameters and without its fragment. The parameters are handed over as they are, `name=value`; when
 * none is left the `?` goes with them, so that a URL that had only those is the URL that never had any.
 */
export function mapQuery(url: string, change: (parameters: readonly string[]) => readonly string[]): string {
  const [whole = ''] = url.split('#', 1)
  const at = whole.indexOf('?')
  if (at < 0) return whole
  const parameters = change(whole.slice(at + 1).split('&'))
  return whole.slice(0, at) + (parameters.length > 0 ? `?${parameters.join('&')}` : '')
}

/** The name of a parameter of a query or a form, decoded. */
export function parameterName(parameter: string): string {
  const [name = ''] = parameter.split('=', 1)
  // The `&` is for names that begin with a `?`, which would be lost.
  return /[%+]/.test(name) ? (new URLSearchParams(`&${name}`).keys().next().value ?? '') : name
}
