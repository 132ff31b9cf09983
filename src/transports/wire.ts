import type { Credentials } from '../core/connection.ts'

/** A request to DynamoDB that is yet to be signed. */
export interface WireRequest {
  readonly url: string
  readonly region: string
  /** The value of `x-amz-target`. */
  readonly target: string
  readonly body: string
  readonly identity: Credentials
  /** The time of the signature, such as `20261128T093000Z`. */
  readonly datetime: string
}

/** What came back, as `fetch` gives it. */
export interface WireAnswer extends Pick<Response, 'status' | 'type' | 'text' | 'arrayBuffer'> {
  readonly headers: Pick<Headers, 'get' | 'has'>
}

/** Signs a request and sends it. Follows no redirect, which would go without a signature. */
export type Wire = (request: WireRequest, signal: AbortSignal) => Promise<WireAnswer>
