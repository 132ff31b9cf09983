// @ts-check

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 1 ? half : half - 1], sorted[half]]
  return (low + high) / 2
}

/**
 * How far apart the numbers are, as a part of their median: half of what lies between the least and the greatest.
 * @param {readonly number[]} numbers
 */
export function spread(numbers) {
  if (numbers.length < 2) return 0
  return (Math.max(...numbers) - Math.min(...numbers)) / 2 / median(numbers)
}
