import fc from 'fast-check'
import { type Call, call } from './calls.ts'

/** A dict's settings, and what is done with it. */
export interface Script {
  readonly shards: number
  readonly compress: boolean
  readonly ttl: number | 'never'
  /** Where in a run the faults begin that come regularly. */
  readonly phase: number
  readonly calls: readonly Call[]
}

export const script: fc.Arbitrary<Script> = fc.record({
  shards: fc.constantFrom(1, 1, 3),
  compress: fc.boolean(),
  ttl: fc.constantFrom('never' as const, 'never' as const, 20),
  phase: fc.nat(10),
  calls: fc.array(call, { maxLength: 15, size: 'max' }),
})
