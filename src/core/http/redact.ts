import type { KeySettings } from './key-settings.ts'
import { mapQuery, parameterName } from './query.ts'

/** The settings that say what is hidden. */
export type RedactSettings = Pick<KeySettings, 'ignoredParameters' | 'redact'>

/** What `redact` is by default: the original's nine names, and Cookie. */
export const secretNames: readonly string[] = [
  'access_token',
  'api_key',
  'apikey',
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-access-token',
  'x-api-key',
  'x-api-token',
  'x-auth-token',
]

const includes = (names: readonly string[], name: string): boolean =>
  names.some((each) => each.toLowerCase() === name.toLowerCase())

/** Whether the value under a name is hidden and counts, whatever the name's case. */
export const isSecretName = (name: string, { redact = secretNames }: RedactSettings = {}): boolean =>
  includes(redact, name)

/** Whether what is under a name is hidden and does not count. */
export const isIgnoredName = (name: string, { ignoredParameters = [] }: RedactSettings): boolean =>
  includes(ignoredParameters, name)

/** The parameters of a query that count. */
export const withoutIgnored = (parameters: readonly string[], settings: RedactSettings): string[] =>
  parameters.filter((parameter) => !isIgnoredName(parameterName(parameter), settings))

/**
 * A URL to be shown: with the values of secret query parameters replaced, and without user name, password, fragment and
 * ignored parameters. All else is left as it is, byte for byte.
 */
export const redactUrl = (url: string, settings: RedactSettings = {}): string =>
  mapQuery(url.replace(/^([^:/?#]+:\/\/)[^/?#]*@/, '$1'), (parameters) =>
    withoutIgnored(parameters, settings).map((parameter) => redactParameter(parameter, settings)),
  )

function redactParameter(parameter: string, settings: RedactSettings): string {
  // Some servers take `;` for `&`. All that follows is hidden, since to others it is part of the secret.
  const pieces = parameter.split(';')
  const at = pieces.findIndex((piece) => piece.includes('=') && isSecretName(parameterName(piece), settings))
  const secret = pieces[at]
  if (secret === undefined) return parameter
  return [...pieces.slice(0, at), `${secret.slice(0, secret.indexOf('='))}=REDACTED`].join(';')
}
