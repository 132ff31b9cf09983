import { expect, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import { begun } from '../suites/dict/wire-fixture.ts'
import { lost } from '../suites/faults.ts'
import { rejection } from '../suites/harness.ts'
import { clientFor, handingIn } from './handed-in.ts'
import { harnessFor } from './run-suites.ts'

const harness = harnessFor('aws-sdk')

/** A dict over such a client, the first answer to whose operation is lost. */
async function losing(operation: string) {
  const met = await begun(harness, [{ ...lost, operation }], {}, (url) => handingIn(clientFor(url)))
  await met.other.set('n', 1)
  return met
}

test('increment is not sent again by a client that was handed in, unless that is asked for', async () => {
  const { dict, other } = await losing('UpdateItem')
  expect(await rejection(dict.increment('n'))).toBeInstanceOf(lib.OutcomeUnknownError)
  expect(await other.get('n', { consistent: true })).toBe(2)
  const again = await losing('UpdateItem')
  expect(await again.dict.increment('n', 1, { retryUnknown: true })).toBe(2)
  expect(await again.other.get('n', { consistent: true })).toBe(2)
})

test('pop does not say that nothing was there when the answer to a client that was handed in is lost', async () => {
  const { dict } = await losing('DeleteItem')
  expect(await rejection(dict.pop('n'))).toBeInstanceOf(lib.OutcomeUnknownError)
})

test('delete does not say that nothing was there when the answer to a client that was handed in is lost', async () => {
  const { dict } = await losing('DeleteItem')
  expect(await rejection(dict.delete('n'))).toBeInstanceOf(lib.OutcomeUnknownError)
})

test('set ifAbsent knows its own write when the answer to a client that was handed in is lost', async () => {
  const { dict, other } = await losing('PutItem')
  const version = await dict.set('m', 1, { ifAbsent: true })
  expect((await other.getEntry('m', { consistent: true }))?.version).toBe(version)
})
