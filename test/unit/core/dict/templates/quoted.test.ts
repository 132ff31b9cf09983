import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quoted as inTypeScript } from '../../../../../src/core/dict/templates/cdk.ts'
import { quoted as inShell } from '../../../../../src/core/dict/templates/cli.ts'
import { quoted as inHcl } from '../../../../../src/core/dict/templates/terraform.ts'

const run = promisify(execFile)

const hostile = [
  '',
  "'",
  '"',
  '\\',
  '\\"',
  "\\'",
  "'; rm -rf / #",
  '$(id) `id` $HOME',
  '${path.module}',
  '%{ if true }',
  '$${',
  'line\nbreak\r\ttab\b\f\u0001\u007f',
  "' + process.env.SECRET + '",
  '${process.env.SECRET}',
  '*/ // <!--',
  '\u2028\u2029',
  'Grüße 😀',
  '-n',
]
const texts = fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' })), { maxLength: 4 })
const text = texts.map((parts) => parts.join(''))

test('a shell gives every text back as it was', async () => {
  for (const each of hostile) {
    const { stdout } = await run('sh', ['-c', `printf %s ${inShell(each)}`])
    expect(stdout).toBe(each)
  }
})

describe('whatever the text is', () => {
  test('JavaScript gives it back as it was, from one line', () => {
    const read = (literal: string) => new Function(`return ${literal}`)() as string
    fc.assert(
      fc.property(text, (each) => {
        expect(read(inTypeScript(each))).toBe(each)
        expect(inTypeScript(each)).not.toMatch(/[\n\r]/)
      }),
    )
  })

  test('HCL gives it back as it was, from one line, and sees no expression in it', () => {
    fc.assert(fc.property(text, (each) => void expect(readHcl(inHcl(each))).toBe(each)))
  })
})

/** Reads a string as HCL's specification of quoted templates says. */
function readHcl(literal: string): string {
  const [, inner = ''] = /^"([^\n\r]*)"$/u.exec(literal) ?? []
  return inner.replace(/\\u([0-9a-f]{4})|\\(["\\])|(\$\$|%%)(?=\{)|[$%]\{|[\s\S]/gu, (token, code, plain, doubled) => {
    if (code) return String.fromCharCode(Number.parseInt(code, 16))
    if (plain) return plain
    if (doubled) return doubled[0]
    if (/^(["\\]|[$%]\{)$/.test(token)) throw new Error('the string ends early, or has an expression in it')
    return token
  })
}
