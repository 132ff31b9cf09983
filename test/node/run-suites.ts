import { describe, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import type { Define, Harness, Suite } from '../suites/harness.ts'
import * as serializers from './serializers.ts'

/** An engine, or the strict server before it, and the fault proxy before it. */
export interface EngineAddresses {
  readonly endpoint: string
  readonly faultsUrl: string
}

export type TransportName = 'sigv4' | 'aws-sdk'

export interface Where {
  /** Default: dynalite behind the strict server. */
  readonly addresses?: EngineAddresses
  /** Default: both. */
  readonly transports?: readonly TransportName[] | undefined
  /** Whether a test is one of them, by its name with that of the suite before it. Default: each is. */
  readonly isIn?: (name: string) => boolean
}

/** Runs suites from source, over each transport. */
export function runSuites(suites: Readonly<Record<string, Suite>>, where: Where = {}): void {
  const { addresses, transports = ['sigv4', 'aws-sdk'], isIn = () => true } = where
  for (const transport of transports) {
    for (const [suiteName, suite] of Object.entries(suites)) {
      const define: Define = (name, body) => {
        if (isIn(`${suiteName}: ${name}`)) test(name, body)
      }
      describe(`${suiteName} over ${transport}`, () => suite(define, harnessFor(transport, addresses)))
    }
  }
}

export function harnessFor(
  transport: TransportName,
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
