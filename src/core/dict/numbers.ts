/** Numbers as DynamoDB's decimal text. */

/** The decimal text of a number, without the sign of a negative zero, which DynamoDB has not. */
export const numberText = (value: number): string => String(value === 0 ? 0 : value)

/**
 * The number that a decimal text stands for.
 *
 * @throws {RangeError} when a double cannot hold all of its digits, rather than rounding it.
 */
export function numberOf(text: string): number {
  const value = Number(text)
  if (digitsOf(text) !== digitsOf(String(value))) throw new RangeError('too many digits')
  return value
}

// The digits without sign, point, exponent and zeros at either end.
const digitsOf = (text: string) => text.replace(/e.*|\D/gi, '').replace(/^0+|0+$/g, '')
