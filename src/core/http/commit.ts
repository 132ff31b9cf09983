import type { DynamoDbDict } from '../dict/dict.ts'
import { hasCode } from '../errors.ts'
import type { Expiry } from '../expiry.ts'
import type { Target } from './lookup.ts'
import {
  invalidatedIn,
  isInvalidated,
  metaOf,
  type StoredMeta,
  type StoredResponse,
  storedFrom,
} from './stored-response.ts'

/**
 * Stores a response, unless something newer than its request is there: another response, or the mark of an invalidation. One
 * PutItem; more only when somebody wrote in between. Resolves with the version that it wrote, if it knows that it did.
 */
export async function commit(
  responses: DynamoDbDict<Uint8Array>,
  { key, family, condition, invalidatedAt }: Target,
  stored: StoredResponse,
  body: Uint8Array,
  ttl: Expiry,
): Promise<string | undefined> {
  const options = { meta: metaOf({ ...stored, family, invalidatedAt, size: body.byteLength }), ttl }
  let state: Target['condition'] | undefined = condition
  // Each round somebody else has written; who loses so often leaves it to the others.
  for (let round = 0; round < 4; round++) {
    try {
      return await responses.putBlob(key, body, { ...options, ...state })
    } catch (error) {
      // Nobody knows what came of it, or the item was not as it was to be: what is there tells.
      if (!hasCode(error, 'OUTCOME_UNKNOWN') && !hasCode(error, 'CONDITION_FAILED')) throw error
    }
    try {
      const current = await responses.openBlob<StoredMeta>(key, { consistent: true })
      // What was there is gone: it was removed, and this was asked for before.
      if (!current && state && 'ifVersion' in state) return undefined
      // The mark of an invalidation, or a response that has taken its place.
      if (current && (isMarked(current.meta, stored, invalidatedAt) || isNewer(current.meta, stored))) return undefined
      state = current ? { ifVersion: current.version } : { ifAbsent: true }
    } catch (error) {
      // What cannot be read is overwritten.
      if (!hasCode(error, 'DECODE')) throw error
      state = undefined
    }
  }
  return undefined
}

/** Whether what was there before was invalidated since; where nothing was seen of it, the time tells. */
function isMarked(meta: StoredMeta, { requestTime }: StoredResponse, before: number | undefined): boolean {
  const at = invalidatedIn(meta)
  return isInvalidated(meta) || (before === undefined ? Number(at) >= requestTime : at !== before)
}

/** Whether another response is not older than one. What is no response is older than any. */
function isNewer(meta: StoredMeta, stored: StoredResponse): boolean {
  try {
    return storedFrom(meta).requestTime >= stored.requestTime
  } catch {
    return false
  }
}
