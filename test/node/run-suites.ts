import { describe, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import type { Define, Harness, Suite } from '../suites/harness.ts'
import * as serializers from './serializers.ts'

/** An engine, or the strict server before it, and the fault proxy before it. */
export interface EngineAddresses {
  readonly endpoint: string
  readonly faultsUrl: string
}

/**
 * Runs suites over both transports, from source, on dynalite behind the strict server unless another engine is given. A test
 * is left out where `isIn` says so of its name, with that of the suite before it.
 */
export function runSuites(
  suites: Readonly<Record<string, Suite>>,
  addresses?: EngineAddresses,
  isIn: (name: string) => boolean = () => true,
): void {
  for (const transport of ['sigv4', 'aws-sdk'] as const) {
    for (const [suiteName, suite] of Object.entries(suites)) {
      const define: Define = (name, body) => {
        if (isIn(`${suiteName}: ${name}`)) test(name, body)
      }
      describe(`${suiteName} over ${transport}`, () => suite(define, harnessFor(transport, addresses)))
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
