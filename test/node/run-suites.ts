import { describe, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import type { Suite } from '../suites/harness.ts'
import * as serializers from './serializers.ts'

/** Runs suites over both transports, from source. */
export function runSuites(suites: Readonly<Record<string, Suite>>): void {
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
          endpoint: inject('endpoint'),
          deadEndpoint: inject('deadEndpoint'),
          originUrl: inject('originUrl'),
        })
      })
    }
  }
}
