import type { CacheMode } from '../cache-mode.ts'
import type { PageView } from '../page-view.ts'
import { requestDirectives } from './cache-control.ts'

/** A request, as the policy sees it. */
export interface PolicyRequest extends PageView {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  /** Fields that the runtime adds where the caller sets none, by name in lower case. */
  readonly added: Readonly<Record<string, string>>
  readonly mode: CacheMode
  /** Its fields that say who asks, such as Authorization and Cookie. */
  readonly credentials: readonly (readonly [name: string, value: string])[]
}

const has = ({ credentials }: PolicyRequest, name: string): boolean => credentials.some(([named]) => named === name)

export const hasAuthorization = (request: PolicyRequest): boolean => has(request, 'authorization')

/** Safe methods of which nothing is stored (RFC 9110 §9.2.1); all others may change what is stored. */
export const isSafe = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)

/** Whether the origin may not be asked, whatever else a request says (RFC 9111 §5.2.1.7). */
export const isOnlyIfCached = ({ mode, headers }: Pick<PolicyRequest, 'mode' | 'headers'>): boolean =>
  mode === 'only-if-cached' || requestDirectives(headers).has('only-if-cached')
