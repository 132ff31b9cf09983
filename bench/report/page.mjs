// @ts-check

/**
 * A page with a section's figures in the place of those that were there: what stands between `<!-- figures: name -->` and
 * `<!-- end -->`.
 * @param {string} page
 * @param {string} name
 * @param {string} figures
 * @throws {Error} where the page has no such section.
 */
export function withFigures(page, name, figures) {
  const begin = `<!-- figures: ${name} -->\n`
  const start = page.indexOf(begin)
  const end = page.indexOf('<!-- end -->', start)
  if (start === -1 || end === -1) throw new Error(`the page has no place for the figures of ${name}`)
  return `${page.slice(0, start + begin.length)}\n${figures.trim()}\n\n${page.slice(end)}`
}
