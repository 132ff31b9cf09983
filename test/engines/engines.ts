import { startEngine as startDynalite } from '../support/engine.ts'
import { startDynamoDbLocal } from './dynamodb-local.ts'
import { startDynoxide } from './dynoxide.ts'

export interface Engine {
  /** Its endpoint. */
  readonly url: string
  close(): Promise<void> | void
}

/** Every engine, by how it is started: in memory, on a port, 0 being any that is free. Most are fetched first. */
export const engines = {
  dynalite: startDynalite,
  dynoxide: startDynoxide,
  'dynamodb-local': startDynamoDbLocal,
} satisfies Record<string, (port?: number) => Promise<Engine>>

export type EngineName = keyof typeof engines
