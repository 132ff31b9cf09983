import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import {
  CachedSession,
  type DynadictEvent,
  DynamoDbCache,
  DynamoDbDict,
  type SessionSettings,
} from '../runtimes/node.ts'
import { connectionOf, takeProfile, withoutSdk } from './connection.ts'
import { failureOf } from './failure.ts'
import { serializerOf } from './serializers.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'
import type { Values } from './values.ts'

/** The connection's options, with the profile taken, and events told on standard error. */
export function connectionFor(values: Values, terminal: Terminal) {
  const connection = connectionOf(values, terminal.env)
  if (connection.transport === 'aws-sdk') checkSdk(values, terminal.env)
  if (values.profile !== undefined) takeProfile(values.profile, process.env)
  const onEvent = (event: DynadictEvent) => terminal.tell(`dynadict: ${eventText(event)}`)
  return { ...connection, onEvent }
}

/** @throws when the AWS SDK is needed and not there: the library does not know why it was chosen. */
function checkSdk(values: Values, env: Terminal['env']): void {
  try {
    createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb')
  } catch (cause) {
    throw new Error(withoutSdk(values, env), { cause })
  }
}

/** The dict that options and environment name. */
export async function openDict(
  values: Values,
  terminal: Terminal,
  serializer: string = values.serializer ?? 'json',
): Promise<DynamoDbDict> {
  const { tableName, ...connection } = connectionFor(values, terminal)
  const { shards } = values
  return new DynamoDbDict(tableName, { ...connection, shards, serializer: await serializerOf(serializer) })
}

/** The HTTP cache that options and environment name. */
export const openCache = (values: Values, terminal: Terminal): DynamoDbCache =>
  new DynamoDbCache(connectionFor(values, terminal))

/**
 * A session on that cache.
 *
 * @param onUnstored told, where a failing cache is a failure, why a response is not stored.
 */
export async function openSession(
  values: Values,
  terminal: Terminal,
  onUnstored: (error: unknown) => void,
): Promise<CachedSession> {
  const settings = await settingsOf(values)
  const connection = connectionFor(values, terminal)
  const strict = values.strict ?? settings?.strict
  const onEvent = (event: DynadictEvent) =>
    strict && event.type === 'cache-write-failed' ? onUnstored(event.error) : connection.onEvent(event)
  // Settings are none of the connection: which table it is, and whether one is made, is said by options. Who sits before it would
  // rather wait than not have it stored.
  const cache = new DynamoDbCache(connection)
  return new CachedSession({ cacheTimeoutMs: 10_000, ...settings, strict, onEvent, cache })
}

/**
 * The settings of the user's sessions, from text or a file.
 *
 * @throws {UsageError} that does not quote them: they may hold a secret.
 */
export async function settingsOf({ settings: given }: Values): Promise<SessionSettings | undefined> {
  if (given === undefined) return undefined
  const text = given.startsWith('@') ? await readFile(given.slice(1), 'utf8') : given
  let settings: unknown
  try {
    settings = JSON.parse(text)
  } catch {
    throw new UsageError('--settings takes an object as JSON, or @FILE; this is no JSON')
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw new UsageError('--settings takes an object as JSON, or @FILE')
  checkSettings(settings)
  return settings
}

/** As a session does it. Here, since a setting is no option of a command, though it may have the name of one. */
function checkSettings(settings: SessionSettings): void {
  const transport = { send: () => Promise.reject(new Error('nothing is sent')) }
  try {
    new CachedSession({ cache: new DynamoDbCache({ transport }), ...settings })
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    throw new UsageError(
      `--settings: ${error.message.replace(/: pass it there.*/, ', which options name, as --table does')}`,
    )
  }
}

/** What is worth telling of an event. */
function eventText(event: DynadictEvent): string {
  const { type } = event
  if (type === 'table-created') return `made the table '${event.table}'`
  if (type === 'ttl-unavailable') return `time to live is not on for '${event.table}': ${event.reason}`
  return `${type.replaceAll('-', ' ')}: ${failureOf(event.error).line}`
}
