import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fetchMavenFiles } from './maven-files.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dynadict-maven-'))
  mkdirSync(join(folder, 'target/dependency'), { recursive: true })
  const checksum = createHash('sha256').update('pinned').digest('hex')
  writeFileSync(join(folder, 'checksums.sha256'), `${checksum}  a.jar\n`)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const jar = () => join(folder, 'target/dependency/a.jar')

test('files that are there, and as pinned, are taken without Maven', async () => {
  vi.stubEnv('PATH', '')
  writeFileSync(jar(), 'pinned')
  expect(await fetchMavenFiles(folder)).toEqual([jar()])
})

test('a file that is not the pinned one is refused by name', async () => {
  writeFileSync(jar(), 'another')
  await expect(fetchMavenFiles(folder)).rejects.toThrow(`${jar()} is not the file that checksums.sha256 pins`)
})

test('that Maven is missing is said', async () => {
  vi.stubEnv('PATH', '')
  await expect(fetchMavenFiles(folder)).rejects.toThrow("there is no 'mvn' on the PATH")
})
