import { describe, expect, test } from 'vitest'
import { admit } from '../../../../../src/core/http/policy/admission.ts'
import { type Decision, decide } from '../../../../../src/core/http/policy/reuse.ts'
import { planStorage, prohibitionOf, storableHeaders } from '../../../../../src/core/http/policy/storing.ts'
import { now, received, request, settings, stored } from './oracle/arbitraries.ts'
import { check } from './oracle/check.ts'
import { currentAge } from './oracle/response-terms.ts'
import { type Verdict, verdictOn } from './oracle/reuse.ts'
import { freshAtMostUntil, storingForbidden, unstorableFields } from './oracle/storing.ts'

/** `Infinity` is no JSON. */
const shown = (value: unknown) => JSON.stringify(value, (_, each) => (typeof each === 'number' ? String(each) : each))

describe('storing', () => {
  test('nothing is stored that RFC 9111 §3 forbids', () => {
    let stores = 0
    check('storing', 8_000, [settings, request, received], (settings, request, received) => {
      const plan = planStorage(settings, request, received)
      expect(shown(planStorage(settings, request, received))).toBe(shown(plan))
      if (!plan.store || admit(settings, request) !== 'admitted') return
      stores += 1
      expect(storingForbidden(settings, request, received, plan.isOwn)).toEqual([])
      const { freshUntil, lifetimeMs, expiresAt } = plan
      expect(expiresAt).toBeGreaterThanOrEqual(freshUntil)
      if (lifetimeMs !== undefined && lifetimeMs < Number.MAX_SAFE_INTEGER) {
        expect(freshUntil).toBe(received.responseTime - currentAge(received, received.responseTime) + lifetimeMs)
      } else if (lifetimeMs === undefined) {
        expect(freshUntil).toBeLessThanOrEqual(freshAtMostUntil(settings, received, plan.isOwn))
      }
    })
    expect(stores).toBeGreaterThan(1_000)
  })

  test('no field is stored that RFC 9111 §3.1 excepts, and all others are', () => {
    check('fields', 2_000, [settings, received], (settings, received) => {
      const { headers, responseTime } = received
      if (prohibitionOf(settings, received)) return
      const kept = [...storableHeaders(headers, responseTime, settings).keys()]
      const excepted = unstorableFields(headers, settings)
      const expected = new Set(
        [...headers.keys(), 'date'].filter((name) => name === 'date' || !excepted.includes(name)),
      )
      expect(kept.sort()).toEqual([...expected].sort())
    })
  })
})

/** What an allowance that is not of the grammar may be read as, at most: one of 0 seconds. */
const allowance = (ms: number, { isPlain }: Verdict) => (isPlain ? ms : Math.max(0, ms))

/** No response is used that a rule forbids, nor for longer, nor with a lesser age than it has. */
function usesNothingForbidden(decision: Decision, verdict: Verdict): void {
  const { unusable, mustValidate, mustAsk, mustNotBeStale, isFresh, ageMs, lifetimeMs, stale } = verdict
  if (decision.action === 'gateway-timeout') return
  if (decision.action === 'forward') {
    expect(verdict.onlyIfCached).toBe(false)
    if (decision.validate) expect(unusable).toEqual([])
  }
  const use = decision.action === 'serve' ? decision : decision.onFailure
  if (typeof use !== 'object') return
  expect([...unusable, ...mustValidate, ...mustAsk, ...(isFresh ? [] : mustNotBeStale)]).toEqual([])
  expect(use.ageMs).toBe(ageMs)
  expect(use.ageMs).toBeGreaterThanOrEqual(0)
  expect(use.ttlMs).toBeLessThanOrEqual(lifetimeMs - ageMs)
  if (!use.isStale) expect(isFresh).toBe(true)
  const allowed = decision.action === 'forward' ? stale.onError : decision.revalidate ? stale.behind : stale.atOnce
  if (!isFresh) expect(ageMs - lifetimeMs).toBeLessThanOrEqual(allowance(allowed, verdict))
}

/** Where nothing is to be guessed, the policy does exactly what the rules leave. */
function expected(verdict: Verdict, mode: string, alwaysRevalidate: boolean): object {
  const { unusable, mustValidate, mustAsk, mustNotBeStale, isFresh, ageMs, lifetimeMs, stale } = verdict
  const staleMs = ageMs - lifetimeMs
  const isBarred = mustValidate.length > 0 || (!isFresh && mustNotBeStale.length > 0)
  const isForbidden = unusable.length > 0 || mustAsk.length > 0 || isBarred
  const use = { isStale: !isFresh, ageMs, ttlMs: lifetimeMs - ageMs }
  const mayServe = !isForbidden && !alwaysRevalidate
  if (mayServe && (isFresh || staleMs <= stale.atOnce)) return { action: 'serve', revalidate: false, ...use }
  if (verdict.onlyIfCached) return { action: 'gateway-timeout' }
  if (mayServe && staleMs <= stale.behind) return { action: 'serve', revalidate: true, ...use }
  if (!isForbidden && (isFresh || staleMs <= stale.onError))
    return { action: 'forward', validate: true, onFailure: use }
  // RFC 9111 §5.2.2.2: "if a cache is disconnected, the cache MUST generate an error response rather than reuse the stale".
  const mustTell = isBarred && unusable.length === 0 && mustAsk.length === 0
  const onFailure = mustTell ? 'gateway-timeout' : 'fail'
  return { action: 'forward', validate: unusable.length === 0 && mode !== 'reload', onFailure }
}

test('nothing is used that RFC 9111 §4 forbids, and what nothing forbids is', () => {
  const actions = new Map<string, number>()
  check('reuse', 15_000, [settings, request, stored, now], (settings, request, stored, now) => {
    const before = shown([...request.headers, ...stored.headers])
    const decision = decide(settings, request, stored, now)
    expect(shown(decide(settings, request, stored, now))).toBe(shown(decision))
    expect(shown([...request.headers, ...stored.headers])).toBe(before)
    actions.set(decision.action, (actions.get(decision.action) ?? 0) + 1)
    const verdict = verdictOn(settings, request, stored, now)
    usesNothingForbidden(decision, verdict)
    if (verdict.isPlain) expect(decision).toMatchObject(expected(verdict, request.mode, settings.alwaysRevalidate))
  })
  for (const action of ['serve', 'forward', 'gateway-timeout']) expect(actions.get(action)).toBeGreaterThan(100)
})
