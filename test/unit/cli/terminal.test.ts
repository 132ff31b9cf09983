import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { openTerminal, Stopped } from '../../../src/cli/terminal.ts'

/** A terminal on streams whose text is kept, with a clock. */
function newTerminal({ isTTY = true, env = {} }: { isTTY?: boolean; env?: Record<string, string> } = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY })
  const stderr = Object.assign(new PassThrough(), { isTTY })
  let now = 0
  const terminal = openTerminal({ stdin: Readable.from([]), stdout, stderr, env }, () => now)
  const advance = (ms: number) => {
    now += ms
  }
  return { terminal, stdout, shown: () => String(stderr.read() ?? ''), advance }
}

test('progress is shown on a terminal, at times, over the last, and leaves with the next line', () => {
  const { terminal, shown, advance } = newTerminal()
  terminal.progress('1 done')
  terminal.progress('2 done')
  expect(shown()).toBe('\r\x1b[K1 done')
  advance(100)
  terminal.progress('3 done')
  terminal.tell('a line')
  expect(shown()).toBe('\r\x1b[K3 done\r\x1b[Ka line\n')
  expect(terminal.endProgress()).toBe('3 done')
  expect(shown()).toBe('')
})

test('elsewhere progress is not shown, and is known all the same', () => {
  const { terminal, shown } = newTerminal({ isTTY: false })
  terminal.progress('1 done')
  expect(shown()).toBe('')
  expect(terminal.endProgress()).toBe('1 done')
})

test('colours are for terminals that have some, where nobody has asked for none', () => {
  const painted = (options: object) => newTerminal(options).terminal.paint('red', 'x')
  expect(painted({})).toBe('\x1b[31mx\x1b[39m')
  expect(painted({ isTTY: false })).toBe('x')
  expect(painted({ env: { NO_COLOR: '1' } })).toBe('x')
  expect(painted({ env: { NO_COLOR: '' } })).toBe('\x1b[31mx\x1b[39m')
  expect(painted({ env: { TERM: 'dumb' } })).toBe('x')
})

test("strangers' text on a terminal is harmless, and elsewhere as it is", () => {
  const text = 'a\u001b[2J\u009b\u202eb'
  expect(newTerminal().terminal.shown(text)).toBe(String.raw`a\u001b[2J\u009b\u202eb`)
  expect(newTerminal({ isTTY: false }).terminal.shown(text)).toBe(text)
})

test('output waits for a slow reader, and a stop ends the wait', async () => {
  const { terminal, stdout } = newTerminal()
  let isWritten = false
  const writing = terminal.out('x'.repeat(100_000)).then(() => {
    isWritten = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isWritten).toBe(false)
  stdout.resume()
  await writing
  stdout.pause()
  const other = terminal.out('x'.repeat(100_000))
  terminal.stop(new Stopped('SIGINT'))
  await expect(other).rejects.toThrow('stopped by SIGINT')
  await expect(terminal.out('more')).rejects.toThrow('stopped by SIGINT')
})

test('a reader who closes the pipe stops the work; another failure is one', async () => {
  const closed = newTerminal()
  closed.stdout.destroy(Object.assign(new Error('closed'), { code: 'EPIPE' }))
  await new Promise((resolve) => setImmediate(resolve))
  expect(closed.terminal.signal.reason).toMatchObject({ by: 'EPIPE' })
  const full = newTerminal()
  full.stdout.destroy(Object.assign(new Error('full'), { code: 'ENOSPC' }))
  await new Promise((resolve) => setImmediate(resolve))
  await expect(full.terminal.flush()).rejects.toThrow('full')
})
