/** Fields by which servers and frameworks take a request for one to another host, path or method. */
const routing =
  /^(host|forwarded|x-(forwarded-(host|port|prefix|proto|scheme|server|ssl)|host|original-(host|url)|rewrite-url|http-host-override|(http-)?method-override|http-method))$/

/**
 * The fields of a request that may make another resource of it than its URL and method say: responses to them are for those who
 * send the same, or one could poison the cache of all. Host is a part of the target URI (RFC 9110 §7.1); the others are unkeyed in
 * RFC 9111, and no origin names them in Vary.
 */
export const routingFields = (
  headers: Headers,
  isIgnored: (name: string) => boolean,
): (readonly [name: string, value: string])[] => [...headers].filter(([name]) => routing.test(name) && !isIgnored(name))
