import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { cli, program, userEnv } from './run-cli.ts'

const run = promisify(execFile)

/** What bash would offer, with its own variables for the words and the place of the cursor. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `
    dynadict() { "$NODE" "$PROGRAM" "$@"; }
    source <(dynadict completion bash)
    COMP_WORDS=(dynadict "$@")
    COMP_CWORD=$#
    _dynadict
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { ...userEnv(), NODE: process.execPath, PROGRAM: program }
  const { stdout } = await run('bash', ['-c', script, 'bash', ...words], { env })
  return stdout.split('\n').filter(Boolean)
}

test('bash offers commands, options and names', async () => {
  expect(await offered('ta')).toEqual(['table'])
  expect(await offered('table', 'd')).toEqual(['describe'])
  expect(await offered('purge', '--o')).toEqual(['--older-than'])
  expect(await offered('export', '--format', '')).toEqual(['jsonl', 'har'])
  expect(await offered('get', 'k')).toEqual([])
})

test('each shell gets a script that asks the program, and says where to put it', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await cli(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^# In ~\/\..*dynadict completion/)
    expect(stdout).toContain(`dynadict __complete ${shell} `)
  }
})

test('candidates come with what they are about, and a shell that is not known gets none', async () => {
  expect((await cli(['__complete', 'fish', 'exp'])).stdout).toBe(
    'export\tprint all stored responses, to be kept or moved\n',
  )
  expect(await cli(['__complete', 'other', 'exp'])).toEqual({ code: 0, stdout: '', stderr: '' })
})
