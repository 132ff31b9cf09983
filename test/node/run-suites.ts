import { describe, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import type { Harness, Suite } from '../suites/harness.ts'
import * as serializers from './serializers.ts'

/** An engine, or the strict server before it, and the fault proxy before it. */
export interface EngineAddresses {
  readonly endpoint: string
  readonly faultsUrl: string
}

/** Runs suites over both transports, from source, on dynalite behind the strict server unless another engine is given. */
export function runSuites(suites: Readonly<Record<string, Suite>>, addresses?: EngineAddresses): void {
  for (const transport of ['sigv4', 'aws-sdk'] as const) {
    for (const [name, suite] of Object.entries(suites)) {
      describe(`${name} over ${transport}`, () => suite(test, harnessFor(transport, addresses)))
    }
  }
}

export function harnessFor(
  transport: 'sigv4' | 'aws-sdk',
  { endpoint, faultsUrl }: EngineAddresses = { endpoint: inject('strictUrl'), faultsUrl: inject('faultsUrl') },
): Harness {
  return {
    lib,
    serializers,
    connection: {
      region: 'us-west-2',
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
      transport,
    },
    endpoint,
    strictUrl: inject('strictUrl'),
    deadEndpoint: inject('deadEndpoint'),
    originUrl: inject('originUrl'),
    faultsUrl,
  }
}
