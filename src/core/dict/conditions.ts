/** Conditions on the state of an item, in DynamoDB's own syntax. */

import { hasCode } from '../errors.ts'
import type { AttributeValue, PutItemInput } from '../transport.ts'
import { express } from './expressions.ts'
import type { StateConditions } from './item.ts'

/** The condition that an item has not expired, or is not there; takes `:now`. */
export const notExpiredCondition = 'attribute_not_exists(#expires) OR #expires > :now'

/** The condition that an item is there and live; takes `:now`. */
const liveCondition = `attribute_exists(#key) AND (${notExpiredCondition})`

/** The condition that this version of dynadict knows the item's format; takes `:format`. */
export const formatCondition = '(attribute_not_exists(#format) OR #format <= :format)'

/** The condition that no live item is there; takes `:now`. */
export const absentCondition = 'attribute_not_exists(#key) OR #expires <= :now'

/** The condition for a state; takes `:now` and `:ifVersion`. */
export function stateCondition({ ifAbsent, ifPresent, ifVersion }: StateConditions): string | undefined {
  const conditions = [
    ifAbsent && absentCondition,
    ifPresent && liveCondition,
    ifVersion === null && `${liveCondition} AND attribute_not_exists(#version)`,
    ifVersion != null && `${liveCondition} AND #version = :ifVersion`,
  ].filter((condition) => typeof condition === 'string')
  if (conditions.length > 1) throw new TypeError('pass one of ifAbsent, ifPresent and ifVersion')
  return conditions[0]
}

/** What a request says of the state that it asks for, and that it wants to see the item when that is not so. */
export const onState = (state: StateConditions, now: AttributeValue): Pick<PutItemInput, StateInput> => ({
  ...express({ ConditionExpression: stateCondition(state) }, { now, ifVersion: { S: String(state.ifVersion) } }),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
})

/**
 * Whether a conditional write was not done since another one was: either before it, or, where an answer was lost, perhaps after
 * it. What is there then is the other's.
 */
export const isForestalled = (error: unknown): boolean =>
  hasCode(error, 'CONDITION_FAILED') || hasCode(error, 'OUTCOME_UNKNOWN')

type StateInput =
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'ReturnValuesOnConditionCheckFailure'
