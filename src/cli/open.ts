import { readFile } from 'node:fs/promises'
import {
  CachedSession,
  type DynadictEvent,
  DynamoDbCache,
  DynamoDbDict,
  type SessionSettings,
} from '../runtimes/node.ts'
import { connectionOf, takeProfile } from './connection.ts'
import { failureOf } from './failure.ts'
import { serializerOf } from './serializers.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'
import type { Values } from './values.ts'

/** The connection's options, with the profile taken, and events told on standard error. */
export function connectionFor(values: Values, terminal: Terminal) {
  if (values.profile !== undefined) takeProfile(values.profile, process.env)
  const onEvent = (event: DynadictEvent) => terminal.tell(`dynadict: ${eventText(event)}`)
  return { ...connectionOf(values, terminal.env), onEvent }
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

/** A session on that cache. */
export async function openSession(values: Values, terminal: Terminal): Promise<CachedSession> {
  const settings = await settingsOf(values)
  const connection = connectionFor(values, terminal)
  const { onEvent } = connection
  // Settings are none of the connection: which table it is, and whether one is made, is said by options. Who sits before it would
  // rather wait than not have it stored.
  return new CachedSession({ onEvent, cacheTimeoutMs: 10_000, ...settings, cache: new DynamoDbCache(connection) })
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
  return settings
}

/** What is worth telling of an event. */
function eventText(event: DynadictEvent): string {
  const { type } = event
  if (type === 'table-created') return `made the table '${event.table}'`
  if (type === 'ttl-unavailable') return `time to live is not on for '${event.table}': ${event.reason}`
  return `${type.replaceAll('-', ' ')}: ${failureOf(event.error).line}`
}
