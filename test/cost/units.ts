/**
 * What DynamoDB bills, as AWS publishes it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
 */

/** Of what one request reads together: each begun 4 KB, one at least; half when it is eventually consistent. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4_096)) * (isConsistent ? 1 : 0.5)

/** Of one item, as it was and as it is: each begun 1 KB of the larger, one at least. */
export const writeUnits = (before: number, after: number): number =>
  Math.max(1, Math.ceil(Math.max(before, after) / 1_024))

/** What a Query reads at most, and a BatchGetItem of one partition. */
export const maxAnswerBytes = 1_048_576
