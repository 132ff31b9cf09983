/** An object whose prototype is a realm's `Object.prototype`, or none: what survives as a map. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: object | null = Object.getPrototypeOf(value)
  return prototype === null || (Object.getPrototypeOf(prototype) === null && 'isPrototypeOf' in prototype)
}
