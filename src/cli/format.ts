const formatNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** A number as people read it. */
export const count = (value: number): string => formatNumber.format(value)

/** A number of things, such as `1 response`, `2,000 responses`. */
export const countOf = (value: number, what: string): string => `${count(value)} ${what}${value === 1 ? '' : 's'}`

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes as people read them: 1 kB are 1,000. */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  return `${count(bytes / 1_000 ** power)} ${units[power]}`
}

/** Rows as columns, the last one as it is; numbers stand on the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const width = index === row.length - 1 ? 0 : (widths[index] ?? 0)
        return /^[\d.,]+( [kMGT]?B)?$/.test(cell) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/** A URL to be shown in a message: without what may be a secret. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return 'that URL'
  const { origin, pathname } = new URL(text)
  return `${origin}${pathname}`
}
