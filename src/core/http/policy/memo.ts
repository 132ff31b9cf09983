/** Most fields of an origin are the same over and over: so many are remembered. */
const limit = 200

/** A pure function of a text, whose last results are remembered. */
export function remembered<T>(parse: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>()
  return (text) => {
    const known = results.get(text)
    if (known !== undefined || results.has(text)) return known as T
    const result = parse(text)
    if (results.size >= limit) results.clear()
    results.set(text, result)
    return result
  }
}
