import { readFileSync } from 'node:fs'

const page = readFileSync(new URL('../../docs/engines.md', import.meta.url), 'utf8')

/** The table of docs/engines.md: for each row, by its first cell, the others by their column; without links and marks. */
export function documentedDifferences(): Map<string, Record<string, string>> {
  const lines = page.split('\n').filter((line) => line.startsWith('|'))
  const [columns = [], , ...rows] = lines.map((line) => line.split('|').slice(1, -1).map(plain))
  return new Map(
    rows.map(([name = '', ...cells]) => [
      name,
      Object.fromEntries(cells.map((cell, index) => [columns[index + 1] ?? '', cell])),
    ]),
  )
}

const plain = (cell: string) =>
  cell
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .trim()
