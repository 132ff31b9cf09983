/**
 * Makes an element with properties and children. Text is text: what responses and the table hold never becomes markup.
 *
 * @example
 * element('td', { className: 'number' }, '12 ms')
 */
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties)
  node.append(...children)
  return node
}

/** The rows of a table of header fields. */
export const headerRows = (headers) =>
  [...headers].map(([name, value]) =>
    element('tr', {}, element('th', { scope: 'row', textContent: name }), element('td', { textContent: value })),
  )
