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

export interface WireAnswer {
  readonly status: number
  /** The value of a header, by its name in lower case. */
  header(name: string): string | null | undefined
  /** The body; empty when it is not what its `x-amz-crc32` says. */
  readonly text: string
}

/** Signs a request, sends it and reads the answer. Follows no redirect, which would go without a signature. */
export type Wire = (request: WireRequest, signal: AbortSignal) => Promise<WireAnswer>
