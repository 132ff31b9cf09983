import fc, { type Arbitrary } from 'fast-check'

export const some = <T>(...values: T[]): Arbitrary<T> => fc.constantFrom(...values)

/** `common` so many times as often as any other. */
export const mostly = <T>(common: T, others: Arbitrary<T>, weight = 3): Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(common) }, { weight: 1, arbitrary: others })

/** `common` so many times as often as `others`. */
export const often = <T>(weight: number, common: Arbitrary<T>, others: Arbitrary<T>): Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: common }, { weight: 1, arbitrary: others })

export type Fields = Readonly<Record<string, string>>

/** Some of the fields. */
export const someOf = (fields: Readonly<Record<string, Arbitrary<string>>>): Arbitrary<Fields> =>
  fc
    .record(fields, { requiredKeys: [] })
    .map((record) =>
      Object.fromEntries(
        Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    )

/** Fields of several kinds, of which each is missing once in so many times. */
export const fieldsOf = (...kinds: (readonly [missing: number, fields: Arbitrary<Fields>])[]): Arbitrary<Fields> =>
  fc
    .tuple(...kinds.map(([missing, fields]) => fc.option(fields, { freq: missing })))
    .map((chosen) => Object.assign({}, ...chosen.map((fields) => fields ?? {})))

/** Headers that a failure shows. */
export const headersOf = (fields: Fields): Headers =>
  Object.assign(new Headers(fields), { [fc.toStringMethod]: () => JSON.stringify(fields) })
