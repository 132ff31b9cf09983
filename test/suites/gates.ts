/** The strict server of the tests, reached over HTTP only, so that it can be told what to accept from any runtime. */

import type { Library } from './harness.ts'

/** What a gate is. All may be left out; the gate at the root has the defaults. */
export interface GateSettings {
  /** The only Region whose signatures it takes. Default 'us-west-2'. */
  readonly region?: string
  /** The only credentials that it knows. Default those of the suites' connections, without a session token. */
  readonly credentials?: Library.Credentials
  /** How far its clock is ahead of the system's. Default 0. */
  readonly aheadMs?: number
  /** The names of the header fields that pages of other origins may see, or '*'. Default that of the server. */
  readonly exposes?: string
}

/** A request that came to a gate, and what came of it. */
export interface GateRequest {
  readonly operation: string
  readonly path: string
  /** How many bytes it brought. */
  readonly size: number
  /** The type of the error by which it was refused; absent when it went on to the engine. */
  readonly refusal?: string
  /** The coding of its answer. */
  readonly coding: 'gzip' | 'identity'
}

/** A way to the engine for one test, through checks of its own. */
export interface Gate {
  readonly url: string
  /** The requests that it had so far. */
  requests(): Promise<GateRequest[]>
}

export async function newGate(strictUrl: string, settings: GateSettings = {}): Promise<Gate> {
  const call = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${strictUrl}/control/gates${path}`, init)).json()
  const { id } = await call('', { method: 'POST', body: JSON.stringify(settings) })
  return { url: `${strictUrl}/gates/${id}`, requests: async () => (await call(`/${id}`)).requests }
}
