import type { Clock } from '../clock.ts'
import { type DynadictError, isDynadictError, ServiceError, TableNotFoundError, TimeoutError } from '../errors.ts'
import type { OnEvent } from '../events.ts'
import type { CreateTableInput, Input, Operation, Output, SendOptions, Transport } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'

/** On demand (the default), or provisioned capacity in units a second. */
export type Billing = 'on-demand' | { readonly readCapacityUnits: number; readonly writeCapacityUnits: number }

export interface TableOptions {
  readonly transport: Transport
  readonly name: string
  readonly createTable: boolean
  readonly createTableTimeoutMs: number
  readonly billing: Billing
  readonly clock: Clock
  readonly onEvent: OnEvent
}

/**
 * One table, which need not exist yet: reads see it empty, the first write makes it. A table that is there costs no
 * request of its own.
 */
export class Table {
  readonly name: string
  readonly clock: Clock
  readonly #options: TableOptions
  #creation: Promise<void> | undefined

  constructor(options: TableOptions) {
    this.name = options.name
    this.clock = options.clock
    this.#options = options
  }

  /** Sends an operation that needs nothing where there is no table: then it resolves with `undefined`. */
  async read<O extends Operation>(
    operation: O,
    input: Input<O>,
    options?: SendOptions,
  ): Promise<Output<O> | undefined> {
    try {
      return await this.#options.transport.send(operation, input, options)
    } catch (error) {
      if (isDynadictError(error) && error.code === 'TABLE_NOT_FOUND') return undefined
      throw error
    }
  }

  /** Sends a write; when the table is missing, makes it and sends again. */
  async write<O extends Operation>(operation: O, input: Input<O>, options: SendOptions = {}): Promise<Output<O>> {
    const send = () => this.#options.transport.send(operation, input, options)
    try {
      return await send()
    } catch (error) {
      if (!this.#options.createTable || !isMissing(error)) throw error
      await this.#create(options.signal)
      // For some seconds after a table is ACTIVE, a part of DynamoDB may still not know it.
      return await this.#until(isMissing, send, options.signal)
    }
  }

  /** Resolves when the table is there and active, and makes it where it may. */
  async ready({ signal }: SendOptions = {}): Promise<void> {
    try {
      if (await this.#isActive({ signal })) return
    } catch (error) {
      if (!isMissing(error) || !this.#options.createTable) throw error
    }
    await this.#create(signal)
  }

  /** One creation at a time, which goes on for the others when one caller gives up. */
  #create(signal: AbortSignal | undefined): Promise<void> {
    this.#creation ??= this.#createAndWait().finally(() => {
      this.#creation = undefined
    })
    return unlessAborted(this.#creation, signal)
  }

  async #createAndWait(): Promise<void> {
    const { transport, name, onEvent } = this.#options
    const won = await transport.send('CreateTable', this.#definition()).then(
      () => true,
      (error) => {
        if (isType(error, 'ResourceInUseException')) return false
        throw error
      },
    )
    await this.#until(isMissing, async () => {
      if (!(await this.#isActive({})))
        throw new TableNotFoundError(`table '${name}' is not active yet`, { table: name })
    })
    if (won) onEvent({ type: 'table-created', table: name })
    await this.#enableTimeToLive()
  }

  async #isActive(options: SendOptions): Promise<boolean> {
    const { Table } = await this.#options.transport.send('DescribeTable', { TableName: this.name }, options)
    return Table?.TableStatus === 'ACTIVE' || Table?.TableStatus === 'UPDATING'
  }

  /** Another process may be doing the same; an engine may not know how; neither harms what is stored. */
  async #enableTimeToLive(): Promise<void> {
    const { transport, name, onEvent } = this.#options
    const input = { TableName: name, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }
    try {
      await this.#until(isBusy, () => transport.send('UpdateTimeToLive', input))
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      const { TimeToLiveDescription: current } =
        error.type === 'ValidationException' ? await transport.send('DescribeTimeToLive', { TableName: name }) : {}
      if (current?.AttributeName === 'ttl' && /^ENABL/.test(current.TimeToLiveStatus ?? '')) return
      const reason = current?.AttributeName ? `it goes by '${current.AttributeName}'` : error.message
      onEvent({ type: 'ttl-unavailable', table: name, reason })
    }
  }

  /** Tries again while the failure is one that passes, at most until the deadline. */
  async #until<T>(passes: (error: unknown) => boolean, attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { clock, createTableTimeoutMs, name } = this.#options
    const deadline = clock.now() + createTableTimeoutMs
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        return await attempt()
      } catch (error) {
        if (!passes(error)) throw error
        if (clock.now() + waitMs > deadline) {
          throw new TimeoutError(`table '${name}' was not ready within ${createTableTimeoutMs} ms`, {
            cause: error,
            table: name,
          })
        }
        await clock.sleep(waitMs, signal)
      }
    }
  }

  #definition(): CreateTableInput {
    const { name, billing } = this.#options
    return {
      TableName: name,
      AttributeDefinitions: [
        { AttributeName: 'namespace', AttributeType: 'S' },
        { AttributeName: 'key', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'namespace', KeyType: 'HASH' },
        { AttributeName: 'key', KeyType: 'RANGE' },
      ],
      ...(billing === 'on-demand'
        ? { BillingMode: 'PAY_PER_REQUEST' }
        : {
            BillingMode: 'PROVISIONED',
            ProvisionedThroughput: {
              ReadCapacityUnits: billing.readCapacityUnits,
              WriteCapacityUnits: billing.writeCapacityUnits,
            },
          }),
    }
  }
}

const isMissing = (error: unknown): boolean => isDynadictError(error) && error.code === 'TABLE_NOT_FOUND'

const isType = (error: unknown, type: string): boolean =>
  isDynadictError(error) && (error as DynadictError & { type?: string }).type === type

/** The table is still being changed, by its creation or by another process. */
const isBusy = (error: unknown): boolean =>
  isMissing(error) || isType(error, 'ResourceInUseException') || isType(error, 'LimitExceededException')
