/** The name that was most likely meant, if any is near: at most two letters changed, left out, added or swapped. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const longer = given.length > 1 ? names.filter((name) => name.startsWith(given)) : []
  if (longer.length === 1) return longer[0]
  const ranked = names.map((name) => ({ name, steps: distance(given, name) })).sort((a, b) => a.steps - b.steps)
  const [best] = ranked
  return best && best.steps <= Math.min(2, given.length / 2) ? best.name : undefined
}

/** How many letters must be changed, left out, added or swapped with the next one. */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    for (let column = 1; column <= to.length; column++) {
      const at = (up: number, left: number) => (up === 0 ? line : rows[row - up])?.[column - left] ?? Infinity
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      line.push(Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (isSame ? 0 : 1), isSwapped ? at(2, 2) + 1 : Infinity))
    }
    rows.push(line)
  }
  return rows.at(-1)?.at(-1) ?? Infinity
}
