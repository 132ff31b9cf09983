import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** What people read: the pages of the repository, by their path. */
export async function pageNames(): Promise<string[]> {
  const top = (await readdir(root)).filter((name) => name.endsWith('.md'))
  const docs = (await readdir(`${root}/docs`)).map((name) => `docs/${name}`)
  const examples = (await readdir(`${root}/examples`)).map((name) => `examples/${name}/README.md`)
  return [...top, ...docs, ...examples].sort()
}

export const readPage = (name: string): Promise<string> => readFile(`${root}/${name}`, 'utf8')

export interface Block {
  /** What stands behind the fence, such as `js`; empty where nothing does. */
  readonly language: string
  readonly text: string
  /** The line before it, which may name a file. */
  readonly before: string
}

/** The fenced blocks of a page, those in lists too. */
export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/([^\n]*)\n\n?( *)```(\w*)\n(.*?)^\2```$/gms)].map(
    ([, before = '', , language = '', text = '']) => ({
      language,
      text,
      before,
    }),
  )

/** A page without its fenced blocks. */
export const proseOf = (page: string): string => page.replace(/^( *)```.*?^\1```$/gms, '')
