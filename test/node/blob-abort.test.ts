import { expect, test } from 'vitest'
import { newDict } from '../suites/dict/fixture.ts'
import { rejection } from '../suites/harness.ts'
import { harnessFor } from './run-suites.ts'

test.each(['before the call', 'with the call'])(
  'putBlob of a body that gives nothing ends when its signal is aborted %s',
  { timeout: 5_000 },
  async (when) => {
    const { dict } = newDict(harnessFor('sigv4'))
    let cancelled = 0
    const body = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}), cancel: () => void cancelled++ })
    const leaving = new AbortController()
    const leave = () => leaving.abort(new Error('gone'))
    if (when === 'before the call') leave()
    const writing = dict.putBlob('k', body, { signal: leaving.signal })
    leave()
    expect((await rejection(writing)).message).toBe('gone')
    expect(cancelled).toBe(1)
  },
)
