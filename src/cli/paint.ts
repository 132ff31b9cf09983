import { styleText } from 'node:util'

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold'
export type Paint = (colour: Colour, text: string) => string

/** Colours, where a stream is a terminal that has some and nobody has asked for none (no-color.org). */
export function painter(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  const isColoured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
  return (colour, text) => (isColoured ? styleText(colour, text, { validateStream: false }) : text)
}

/** Text on one line, and without what a terminal would obey: it may come from strangers. */
export const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what terminals obey.
  text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0')
    return character === '\n' ? '\\n' : character === '\t' ? '\\t' : `\\u${code}`
  })
