import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { conditionSets, exportsTable } from './exports-table.ts'
import { type Resolved, resolvers } from './resolvers.ts'

const folder = inject('packageFolder')
const subpaths = ['node', 'worker', 'deno', 'bun', 'browser', 'serializers', 'table']
const specifiers = ['dynadict', ...subpaths.map((name) => `dynadict/${name}`)]

/** The files of each specifier, within `dist`. */
const byName = (files: Resolved['imported']) =>
  Object.fromEntries(
    specifiers.map((name, index) => [name, files[index]?.replace(join(folder, 'node_modules/dynadict/dist/'), '')]),
  )

test.each(exportsTable)('$resolver by $conditions takes $imported, and required $required', async (row) => {
  const conditions = row.conditions === 'its own' ? undefined : conditionSets[row.conditions]
  const { imported, required } = await resolvers[row.resolver](folder, specifiers, conditions)
  const named = subpaths.map((name) => [`dynadict/${name}`, `${name}.js`])
  expect(byName(imported)).toEqual({ dynadict: row.imported, ...Object.fromEntries(named) })
  const namedRequired = subpaths.map((name) => [`dynadict/${name}`, `cjs/${name}.js`])
  if (required) expect(byName(required)).toEqual({ dynadict: row.required, ...Object.fromEntries(namedRequired) })
})
