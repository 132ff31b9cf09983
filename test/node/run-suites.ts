import { describe, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import type { Suite } from '../suites/harness.ts'
import * as serializers from './serializers.ts'

/** Runs suites over both transports, from source, on dynalite unless the endpoint of another engine is given. */
export function runSuites(suites: Readonly<Record<string, Suite>>, endpoint: string = inject('endpoint')): void {
  for (const transport of ['sigv4', 'aws-sdk'] as const) {
    for (const [name, suite] of Object.entries(suites)) {
      describe(`${name} over ${transport}`, () => {
        suite(test, {
          lib,
          serializers,
          connection: {
            region: 'us-west-2',
            credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
            transport,
          },
          endpoint,
          deadEndpoint: inject('deadEndpoint'),
          originUrl: inject('originUrl'),
          faultsUrl: inject('faultsUrl'),
        })
      })
    }
  }
}
