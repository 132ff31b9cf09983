import type { CreateTableInput } from '../../transport.ts'

/** What every format writes down in its own way: the request that a dict sends, and what a production table has beside it. */
export interface Template {
  readonly input: CreateTableInput
  readonly pointInTimeRecovery: boolean
}

/** The tags of a template, name and value. */
export const tagsOf = ({ input }: Template): [name: string, value: string][] =>
  (input.Tags ?? []).map(({ Key, Value }) => [Key, Value])
