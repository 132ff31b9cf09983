/**
 * The port between the dict and DynamoDB: one method, the low-level API, no SDK types.
 *
 * Only what dynadict sends and reads is typed here. Names and shapes are those of the DynamoDB API reference
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html).
 */

import type { DynadictError } from './errors.ts'

/** One typed value, as DynamoDB stores it. Exactly one member is set; binary is a `Uint8Array`, numbers are decimal text. */
export interface AttributeValue {
  readonly S?: string
  readonly N?: string
  readonly B?: Uint8Array
  readonly BOOL?: boolean
  readonly NULL?: boolean
  readonly M?: Item
  readonly L?: readonly AttributeValue[]
  readonly SS?: readonly string[]
  readonly NS?: readonly string[]
  readonly BS?: readonly Uint8Array[]
}

/** Attributes by name. */
export type Item = { readonly [name: string]: AttributeValue }

interface TableInput {
  TableName: string
}

/** Conditions and substitutions that every expression shares. */
interface Expressions {
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Item | undefined
}

interface ConditionalInput extends TableInput, Expressions {
  ConditionExpression?: string | undefined
  ReturnValues?: 'NONE' | 'ALL_OLD' | 'UPDATED_OLD' | 'ALL_NEW' | 'UPDATED_NEW' | undefined
  ReturnValuesOnConditionCheckFailure?: 'NONE' | 'ALL_OLD' | undefined
}

export interface GetItemInput extends TableInput, Pick<Expressions, 'ExpressionAttributeNames'> {
  Key: Item
  ConsistentRead?: boolean | undefined
  ProjectionExpression?: string | undefined
}

export interface PutItemInput extends ConditionalInput {
  Item: Item
}

export interface UpdateItemInput extends ConditionalInput {
  Key: Item
  UpdateExpression: string
}

export interface DeleteItemInput extends ConditionalInput {
  Key: Item
}

export interface QueryInput extends TableInput, Expressions {
  KeyConditionExpression: string
  FilterExpression?: string | undefined
  ProjectionExpression?: string | undefined
  Select?: 'ALL_ATTRIBUTES' | 'COUNT' | 'SPECIFIC_ATTRIBUTES' | undefined
  ConsistentRead?: boolean | undefined
  ScanIndexForward?: boolean | undefined
  Limit?: number | undefined
  ExclusiveStartKey?: Item | undefined
}

export interface QueryOutput {
  Items?: Item[]
  Count?: number
  LastEvaluatedKey?: Item
}

export interface BatchGetRequest extends Pick<Expressions, 'ExpressionAttributeNames'> {
  Keys: Item[]
  ConsistentRead?: boolean
  ProjectionExpression?: string
}

export interface BatchGetItemInput {
  RequestItems: Record<string, BatchGetRequest>
}

export interface BatchGetItemOutput {
  Responses?: Record<string, Item[]>
  UnprocessedKeys?: Record<string, BatchGetRequest>
}

/** One write of a batch: either a put or a delete. */
export interface WriteRequest {
  PutRequest?: { Item: Item }
  DeleteRequest?: { Key: Item }
}

export interface BatchWriteItemInput {
  RequestItems: Record<string, WriteRequest[]>
}

export interface BatchWriteItemOutput {
  UnprocessedItems?: Record<string, WriteRequest[]>
}

/** Provisioned capacity, in read and write units a second. */
export interface ProvisionedThroughput {
  ReadCapacityUnits: number
  WriteCapacityUnits: number
}

export interface CreateTableInput extends TableInput {
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[]
  KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[]
  BillingMode?: 'PAY_PER_REQUEST' | 'PROVISIONED'
  ProvisionedThroughput?: ProvisionedThroughput
  DeletionProtectionEnabled?: boolean
  SSESpecification?: { Enabled: boolean; SSEType?: 'KMS'; KMSMasterKeyId?: string }
  Tags?: Tag[]
}

export interface UpdateTableInput extends TableInput {
  BillingMode?: 'PAY_PER_REQUEST' | 'PROVISIONED'
  ProvisionedThroughput?: ProvisionedThroughput
  DeletionProtectionEnabled?: boolean
  SSESpecification?: { Enabled: boolean; SSEType?: 'KMS'; KMSMasterKeyId?: string }
}

export interface Tag {
  Key: string
  Value: string
}

export interface TableDescription {
  TableName?: string
  TableArn?: string
  TableStatus?: string
  ItemCount?: number
  TableSizeBytes?: number
  KeySchema?: { AttributeName: string; KeyType: string }[]
  AttributeDefinitions?: { AttributeName: string; AttributeType: string }[]
  BillingModeSummary?: { BillingMode?: string }
  ProvisionedThroughput?: Partial<ProvisionedThroughput>
  TableId?: string
  DeletionProtectionEnabled?: boolean
  SSEDescription?: { Status?: string; KMSMasterKeyArn?: string }
}

export interface TimeToLiveSpecification {
  AttributeName: string
  Enabled: boolean
}

/**
 * Every operation that dynadict sends, with its input and output, named as in the
 * [DynamoDB API reference](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html).
 */
export interface Operations {
  CreateTable: { input: CreateTableInput; output: { TableDescription?: TableDescription } }
  DescribeTable: { input: TableInput; output: { Table?: TableDescription } }
  UpdateTable: { input: UpdateTableInput; output: { TableDescription?: TableDescription } }
  DeleteTable: { input: TableInput; output: { TableDescription?: TableDescription } }
  UpdateTimeToLive: {
    input: TableInput & { TimeToLiveSpecification: TimeToLiveSpecification }
    output: { TimeToLiveSpecification?: TimeToLiveSpecification }
  }
  DescribeTimeToLive: {
    input: TableInput
    output: { TimeToLiveDescription?: { TimeToLiveStatus?: string; AttributeName?: string } }
  }
  ListTagsOfResource: {
    input: { ResourceArn: string; NextToken?: string | undefined }
    output: { Tags?: Tag[]; NextToken?: string }
  }
  GetItem: { input: GetItemInput; output: { Item?: Item } }
  PutItem: { input: PutItemInput; output: { Attributes?: Item } }
  UpdateItem: { input: UpdateItemInput; output: { Attributes?: Item } }
  DeleteItem: { input: DeleteItemInput; output: { Attributes?: Item } }
  Query: { input: QueryInput; output: QueryOutput }
  BatchGetItem: { input: BatchGetItemInput; output: BatchGetItemOutput }
  BatchWriteItem: { input: BatchWriteItemInput; output: BatchWriteItemOutput }
}

/** The name of an operation that dynadict sends, such as `'PutItem'`. */
export type Operation = keyof Operations
/** What an operation is sent. */
export type Input<O extends Operation> = Operations[O]['input']
/** What an operation answers. */
export type Output<O extends Operation> = Operations[O]['output']

/** Options of one request. */
export interface SendOptions {
  /** Abandons the request, a wait between two attempts too; the promise rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined
}

/** What a transport is told with one request. */
export interface RequestOptions extends SendOptions {
  /**
   * Told of each attempt that may have reached DynamoDB and had no answer, before the next one: a write may have been done by
   * then. What it throws ends the request. Default: nobody is told.
   */
  readonly onUnanswered?: ((error: DynadictError) => void) | undefined
}

/**
 * Sends DynamoDB operations. Every class takes one as `transport`, so a transport can be shared, counted or replaced.
 *
 * @example
 * const counted: Transport = {
 *   send(operation, input, options) {
 *     console.log(operation)
 *     return transport.send(operation, input, options)
 *   },
 * }
 */
export interface Transport {
  /**
   * Sends one operation and resolves with its output.
   *
   * @throws {DynadictError} one class for each kind of failure, the same from every transport.
   */
  send<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O>>
  /**
   * Closes connections that wait for further requests, when no request is under way. A program ends without it, too; what was
   * closed opens again with the next request. Throws nothing.
   */
  close?(): void
  /**
   * Milliseconds for one request, with all attempts and waits: a batch that gets on no more is given up after as long.
   * Default: not known, and a batch goes by its attempts alone.
   */
  readonly timeoutMs?: number | undefined
}
