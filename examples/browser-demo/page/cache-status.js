/**
 * Reads the member of Cache-Status that dynadict adds (RFC 9211): `dynadict; fwd=uri-miss; fwd-status=200; stored`.
 *
 * @returns the parameters by name; `true` for those without a value.
 */
export function parseCacheStatus(text) {
  const parameters = {}
  for (const [, name, quoted, plain] of text.matchAll(/;\s*([a-z-]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^;]*)))?/g)) {
    parameters[name] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? true
  }
  return parameters
}
