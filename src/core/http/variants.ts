import { hex } from '../hex.ts'
import { sha256 } from '../sha256.ts'
import { utf8 } from '../utf8.ts'
import type { PolicyRequest } from './policy/request.ts'
import { selectingValues } from './policy/selection.ts'

/** A hash of the request's values for the fields that select a response; empty when there are no such fields. */
export const variantOf = async (fields: readonly string[], request: PolicyRequest): Promise<string> =>
  fields.length === 0 ? '' : digest(selectingValues(fields, request))

/**
 * The key of a further variant of a resource (RFC 9111 §4.1). The family changes when the resource is invalidated, so that no
 * variant of before is found again.
 */
export const variantKey = async (key: string, family: string, variant: string): Promise<string> =>
  `${key} ${await digest([family, variant])}`

export const newFamily = (): string => hex(crypto.getRandomValues(new Uint8Array(8)))

/** 128 bits of SHA-256 over an unambiguous text of the parts. */
async function digest(parts: unknown): Promise<string> {
  return hex((await sha256(utf8(JSON.stringify(parts)))).subarray(0, 16))
}
