import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { pageNames, proseOf, readPage, root } from '../support/pages.ts'

const names = await pageNames()
const { scripts, files }: { scripts: Record<string, string>; files: string[] } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)

/** The names by which GitHub links to headings: lower case, hyphens for spaces, without punctuation, numbered when twice. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of proseOf(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = text.replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').replaceAll(' ', '-')
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

const linksOf = (page: string): string[] =>
  [...proseOf(page).matchAll(/\[(?:[^\][]|\[[^\]]*\])*\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)

/** What is wrong with a link of a page; `undefined` when it leads somewhere. */
async function flawOf(name: string, target: string): Promise<string | undefined> {
  if (/^\w+:/.test(target)) {
    const isSound = URL.canParse(target) && /^https?:$/.test(new URL(target).protocol) && !target.includes('localhost')
    return isSound ? undefined : 'no web address'
  }
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? name : relative(root, join(root, dirname(name), path))
  if (!existsSync(join(root, file))) return 'no such file'
  if (anchor === undefined) return undefined
  return file.endsWith('.md') && anchorsOf(await readPage(file)).has(anchor) ? undefined : 'no such heading'
}

/** Whether there is such a file or folder; a test may be named without its ending, as vitest takes it. */
function isThere(path: string): boolean {
  const folder = join(root, dirname(path))
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(basename(path)))
}

test('there are pages, and links in them', async () => {
  expect(names).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/README.md', 'docs/http-cache.md']),
  )
  expect(linksOf(await readPage('README.md')).length).toBeGreaterThan(10)
})

test.each(names)('every link of %s leads to a file and a heading, or has the form of a web address', async (name) => {
  const links = linksOf(await readPage(name))
  const flaws = await Promise.all(links.map(async (target) => ({ target, flaw: await flawOf(name, target) })))
  expect(flaws.filter(({ flaw }) => flaw !== undefined)).toEqual([])
})

// What its reader makes is not here.
const ofRepository = names.filter((name) => name !== 'docs/getting-started.md')

test.each(ofRepository)('every path of this repository and every npm script that %s names is there', async (name) => {
  const page = await readPage(name)
  const paths = [...page.matchAll(/`((?:src|test|scripts|examples|docs)\/[^`\s…]+)`/g)].map(([, path = '']) => path)
  expect(paths.filter((path) => !/[*{]/.test(path) && !isThere(path))).toEqual([])
  const asked = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script)
  expect(asked.filter((script) => !Object.hasOwn(scripts, script))).toEqual([])
})

test('docs/README.md leads to every page of docs, and the README to it', async () => {
  const index = new Set(linksOf(await readPage('docs/README.md')).map((target) => target.split('#')[0]))
  const pages = names.filter((name) => name.startsWith('docs/') && name !== 'docs/README.md')
  expect(pages.filter((name) => !index.has(name.replace('docs/', '')))).toEqual([])
  expect(linksOf(await readPage('README.md'))).toContain('docs/README.md')
})

test('a page of the package links to no file that is not in it, but for examples and what is for developers', async () => {
  const inPackage = (file: string) => ['README.md', 'LICENSE', ...files].some((part) => file.startsWith(part))
  for (const name of names.filter((page) => page.startsWith('docs/')))
    for (const target of linksOf(await readPage(name)).filter((link) => !/^\w+:|^#/.test(link))) {
      const file = relative(root, join(root, dirname(name), target.split('#')[0] ?? ''))
      expect(inPackage(file) || /^(examples\/|CONTRIBUTING)/.test(file), `${name}: ${target}`).toBe(true)
    }
})
