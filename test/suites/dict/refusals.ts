import { assert } from 'chai'
import { always, expiredToken, type Fault, skewed, skewedUnseen, unknownClient } from '../faults.ts'
import { type Library, rejection, type Suite } from '../harness.ts'
import { begun, seenOf } from './wire-fixture.ts'

const minutes = 60_000

/** What AWS refuses for its signature, and what is done about it: over each transport the same. */
export const refusals: Suite = (test, harness) => {
  for (const [what, skewOf] of Object.entries({ Date: skewed, 'the message alone': skewedUnseen })) {
    for (const skewMs of [20 * minutes, -20 * minutes, 26 * 60 * minutes]) {
      const name = `a clock that is ${Math.abs(skewMs) / minutes} minutes ${skewMs > 0 ? 'slow' : 'fast'}`
      test(`${name} is set right by ${what}, by one more attempt once`, async () => {
        const { dict, other, line, clock } = await begun(harness, [skewOf(skewMs)])
        await dict.set('k', 'new')
        assert.lengthOf(await line.requests(), 2)
        assert.strictEqual(await dict.get('k'), 'new')
        await dict.delete('k')
        assert.lengthOf(await line.requests(), 4)
        assert.isFalse(await other.has('k', { consistent: true }))
        // There is nothing to wait for.
        for (const wait of clock.waits) assert.isAtMost(wait, 25)
      })
    }
  }

  test('many requests at a time with a wrong clock all pass, and the next ones at once', async () => {
    const { dict, line } = await begun(harness, [skewed(-20 * minutes)])
    await Promise.all(Array.from({ length: 8 }, () => dict.get('k')))
    const before = (await line.requests()).length
    assert.isAtMost(before, 16)
    await dict.get('k')
    assert.lengthOf(await line.requests(), before + 1)
  })

  test('a clock that is four minutes off is right enough', async () => {
    for (const skewMs of [4 * minutes, -4 * minutes]) {
      const { dict, line } = await begun(harness, [skewed(skewMs)])
      assert.strictEqual(await dict.get('k'), 'old')
      assert.lengthOf(await line.requests(), 1)
    }
  })

  test('a signature that is refused for its time again and again is a CredentialsError', async () => {
    const fault: Fault = { answer: { status: 400, type: 'InvalidSignatureException' }, isDone: false, times: always }
    const { dict, other, line } = await begun(harness, [fault])
    const error = await rejection(dict.set('k', 'new'))
    assert.deepEqual(seenOf(error), {
      name: 'CredentialsError',
      code: 'CREDENTIALS',
      retryable: false,
      operation: 'PutItem',
    })
    assert.isAtMost((await line.requests()).length, 2)
    assert.strictEqual(await other.get('k', { consistent: true }), 'old')
  })

  /** Gives other credentials each time, or the same ones. */
  function newSource(areSame = false) {
    const source = {
      asked: 0,
      credentials: async (): Promise<Library.Credentials> => {
        const name = areSame ? 1 : ++source.asked
        if (areSame) source.asked++
        return { accessKeyId: `AKID${name}`, secretAccessKey: 'SECRET', sessionToken: `TOKEN${name}` }
      },
    }
    return source
  }

  for (const fault of [expiredToken, unknownClient]) {
    test(`fresh credentials are asked for after ${fault.refused}, by many requests once`, async () => {
      const source = newSource()
      const { dict, other, line } = await begun(harness, [fault], {}, () => ({ credentials: source.credentials }))
      await dict.set('k', 'new')
      assert.lengthOf(await line.requests(), 2)
      assert.strictEqual(source.asked, 2)
      await Promise.all([dict.get('k'), dict.get('k')])
      assert.lengthOf(await line.requests(), 4)
      assert.strictEqual(source.asked, 2)
      assert.strictEqual(await other.get('k', { consistent: true }), 'new')
    })

    test(`credentials that stay the same after ${fault.refused} are a CredentialsError`, async () => {
      const source = newSource(true)
      const value = { accessKeyId: 'AKID', secretAccessKey: 'SECRET', sessionToken: 'TOKEN' }
      for (const credentials of [value, source.credentials]) {
        const { dict, other, line } = await begun(harness, [fault], {}, () => ({ credentials }))
        const error = await rejection(dict.set('k', 'new'))
        assert.deepEqual(seenOf(error), {
          name: 'CredentialsError',
          code: 'CREDENTIALS',
          retryable: false,
          operation: 'PutItem',
        })
        assert.isAtMost((await line.requests()).length, 2)
        assert.strictEqual(await other.get('k', { consistent: true }), 'old')
      }
      assert.isAtMost(source.asked, 2)
    })

    test(`increment and pop are done once when ${fault.refused} comes first`, async () => {
      const { credentials } = newSource()
      const { dict, other } = await begun(harness, [fault], {}, () => ({ credentials }))
      await other.set('n', 1)
      assert.strictEqual(await dict.increment('n'), 2)
      const again = await begun(harness, [fault], {}, () => ({ credentials: newSource().credentials }))
      assert.strictEqual(await again.dict.pop('k'), 'old')
      assert.strictEqual(await other.get('n', { consistent: true }), 2)
    })
  }

  test('of many requests at a time whose token has expired, all pass, and the credentials are asked for once', async () => {
    const source = newSource()
    const { dict, line } = await begun(harness, [expiredToken], {}, () => ({ credentials: source.credentials }))
    const values = await Promise.all(Array.from({ length: 8 }, () => dict.get('k')))
    assert.deepEqual(new Set(values), new Set(['old']))
    assert.strictEqual(source.asked, 2)
    assert.isAtMost((await line.requests()).length, 16)
  })
}
