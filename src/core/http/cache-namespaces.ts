/**
 * The namespaces in which a `DynamoDbCache` with this `namespace` keeps its responses and its redirects.
 *
 * @example
 * const policy = iamPolicy({ namespaces: cacheNamespaces('tenant'), access: 'write' })
 */
export function cacheNamespaces(namespace?: string): [responses: string, redirects: string] {
  const prefix = namespace === undefined ? '' : `${namespace}/`
  return [`${prefix}responses`, `${prefix}redirects`]
}
