import CachePolicy from 'http-cache-semantics'
import { admit } from '../../../../../../src/core/http/policy/admission.ts'
import { decide } from '../../../../../../src/core/http/policy/reuse.ts'
import { planStorage, storableHeaders } from '../../../../../../src/core/http/policy/storing.ts'
import { request, shared, stored } from '../fixture.ts'
import { type Case, came } from './cases.ts'

/** Whether a response is stored, and what then becomes of the later request; `behind` is served and validated behind. */
export type Verdict = 'not stored' | 'own' | 'serve' | 'behind' | 'forward' | '504'

/** What our policy says. */
export function ours({ shared: isShared, first, status, headers, asked, afterMs }: Case): Verdict {
  const settings = { ...shared, shared: isShared }
  const head = { status, headers: new Headers(headers), requestTime: came, responseTime: came }
  const plan = planStorage(settings, request(first), head)
  if (!plan.store || admit(settings, request(first)) !== 'admitted') return 'not stored'
  if (plan.isOwn) return 'own'
  const found = stored({}, { ...head, headers: storableHeaders(head.headers, came, settings) })
  const decision = decide(settings, request(asked), found, came + afterMs)
  if (decision.action === 'serve') return decision.revalidate ? 'behind' : 'serve'
  return decision.action === 'forward' ? 'forward' : '504'
}

/** What http-cache-semantics says. */
export function theirs({ shared: isShared, first, status, headers, asked, afterMs }: Case): Verdict {
  let now = came
  class At extends CachePolicy {
    override now(): number {
      return now
    }
  }
  const ask = (fields: Case['asked']) => ({ method: 'GET', url: '/', headers: fields })
  const policy = new At(ask(first), { status, headers }, { shared: isShared })
  if (!policy.storable()) return 'not stored'
  now += afterMs
  const { response, revalidation } = policy.evaluateRequest(ask(asked))
  if (!response) return 'forward'
  return revalidation ? 'behind' : 'serve'
}
