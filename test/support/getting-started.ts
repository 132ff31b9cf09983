import { type Block, blocksOf, readPage } from './pages.ts'

/** What a section of docs/getting-started.md tells its reader to do. */
export interface Section {
  /** As a script for a shell that is in an empty folder: the commands, with the files written where they are shown. */
  readonly script: string
  /** Its last commands, when they serve something until they are stopped. */
  readonly serving: string
  /** What is printed at the end. */
  readonly output: string
}

/** A file's name, in the line before its block. */
const fileName = /`([\w./-]+)`(?::| while you develop:)$/

/** @throws {Error} when there is no such section, or a block in it that is not understood. */
export async function sectionOf(heading: string): Promise<Section> {
  const page = await readPage('docs/getting-started.md')
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))
  if (!section) throw new Error(`docs/getting-started.md has no section '${heading}'`)
  const blocks = blocksOf(section)
  const output = blocks.filter(({ language }) => language === 'text')
  const steps = blocks.filter(({ language }) => language !== 'text').map(stepOf)
  const last = steps.at(-1) ?? ''
  const isServing = output.length === 0
  return {
    script: (isServing ? steps.slice(0, -1) : steps).join('\n'),
    serving: isServing ? last.trim() : '',
    output: output.map(({ text }) => text.trim()).join('\n'),
  }
}

function stepOf({ language, text, before }: Block): string {
  if (language === 'sh') return text
  const [, name] = fileName.exec(before) ?? []
  if (!name) throw new Error(`no file is named before this block:\n${text}`)
  return `cat > ${name} <<'END_OF_FILE'\n${text}END_OF_FILE`
}
