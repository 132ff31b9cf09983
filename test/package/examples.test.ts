import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Origins that examples name; nothing else is fetched but DynamoDB. */
const origin = `
const { fetch } = globalThis
const response = () => new Response('hello', { headers: { 'content-type': 'text/plain' } })
globalThis.fetch = async (input, init) => {
  const { url } = new Request(input)
  if (url === new URL(process.env.AWS_ENDPOINT_URL).href) return fetch(input, init)
  if (url !== 'https://example.com/') throw new TypeError('no example fetches ' + url)
  return response()
}`

/** What each program of a page prints; by default what stands behind its calls of `console.log`. */
const pages: Record<string, readonly (readonly (string | RegExp)[] | undefined)[]> = {
  'README.md': [
    ['false hello', "ada { theme: 'dark' }"],
    [],
    ["14 { type: 'text/html' }"],
    [/^200 true dynadict; hit; ttl=\d+$/],
  ],
  'docs/errors.md': [undefined, []],
  'docs/http-cache.md': [
    ['false hello', /^true dynadict; hit; ttl=3[56]\d\d$/],
    undefined,
    undefined,
    undefined,
    undefined,
    [],
    [],
    undefined,
    undefined,
  ],
  'docs/cache-object.md': [undefined, undefined, undefined, undefined],
  'docs/large-values.md': [undefined, undefined, undefined],
  'docs/serializers.md': [undefined],
  'docs/transports.md': [undefined, [], [], ['PutItem 1 true OK']],
}

test.each(Object.entries(pages))(
  'the programs of %s run, and print what it says',
  async (page, outputs) => {
    const text = await readFile(`${root}/${page}`, 'utf8')
    const programs = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, program = '']) => program)
    expect(programs).toHaveLength(outputs.length)
    const settings = { AWS_ENDPOINT_URL: inject('endpoint'), AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
    const setup = `data:text/javascript,${encodeURIComponent(origin)}`
    for (const [index, program] of programs.entries()) {
      // 'dynadict' is this package itself, as built.
      const args = ['--import', setup, '--input-type=module', '--eval', program]
      const { stdout } = await run(process.execPath, args, { cwd: root, env: { ...process.env, ...settings } })
      const promised = [...program.matchAll(/console\.log.* \/\/ (.*)/g)].map(([, output = '']) => output)
      const lines = outputs[index] ?? promised
      expect(stdout.trim().split('\n'), program).toEqual(
        lines.length > 0 ? lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))) : [''],
      )
    }
  },
  120_000,
)
