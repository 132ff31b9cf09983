import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newConsumerFolder } from '../support/consumer-folder.ts'
import { compile, compilers, fetchCompilers } from './compilers.ts'

const consumer = fileURLToPath(new URL('consumer/use.ts', import.meta.url))
const programs = ['use.mts', 'use.cts']
// The declarations of TypeScript itself are left out: checking the DOM's takes seconds.
const strict = '--strict --exactOptionalPropertyTypes --skipLibCheck false --skipDefaultLibCheck'.split(' ')
const common = ['--noEmit', '--target', 'es2022']
const resolutions: Record<string, string[]> = {
  nodenext: ['--module', 'nodenext'],
  bundler: ['--module', 'preserve', '--moduleResolution', 'bundler'],
}
const globals: Record<string, string[]> = {
  'of Node, without the DOM': ['--lib', 'ES2023', '--types', 'node'],
  'of the DOM only': ['--lib', 'ES2023,DOM,DOM.Iterable', '--typeRoots', 'nowhere'],
}

let folder: string

beforeAll(async () => {
  fetchCompilers()
  folder = await newConsumerFolder('@types/node')
  for (const program of programs) await copyFile(consumer, join(folder, program))
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(Object.keys(compilers))('with TypeScript %s', (version) => {
  test('it is that version', async () => {
    expect(await compile(version, folder, '--version')).toContain(`Version ${version}.`)
  })

  describe.each(Object.entries(resolutions))('and module resolution %s', (_, resolution) => {
    test.concurrent.each(Object.entries(globals))(
      'ESM and CommonJS compile strictly, with globals %s',
      async (_, libs) => {
        const options = [...common, ...strict, ...resolution, ...libs]
        expect(await compile(version, folder, ...options, ...programs)).toBe('')
      },
    )
  })

  const entries: [condition: string, runtime: string][] = [
    ['workerd', 'worker'],
    ['worker', 'worker'],
    ['edge-light', 'worker'],
    ['deno', 'deno'],
    ['bun', 'bun'],
    ['browser', 'browser'],
    ['node', 'node'],
    ['none-of-these', 'browser'],
  ]
  test.each(entries)('the custom condition %s takes the declarations of %s', async (condition, runtime) => {
    // Without the standard library, which takes a second to read, only the modules are left.
    const options = [...common, ...(resolutions.bundler ?? []), '--noLib', '--typeRoots', 'nowhere', '--listFilesOnly']
    const printed = await compile(version, folder, ...options, '--customConditions', condition, ...programs)
    const files = printed.split('\n')
    expect(files.filter((file) => file.includes('/runtimes/')).map((file) => file.split('/dynadict/')[1])).toEqual([
      `dist/types/runtimes/${runtime}.d.ts`,
      `dist/cjs/types/runtimes/${runtime}.d.ts`,
    ])
  })
})
