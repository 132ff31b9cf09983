/** What the entries beside the main one export, from source. */

export * from '../../src/entries/serializers.ts'
export * from '../../src/entries/structured.ts'
export * from '../../src/entries/tools.ts'
export * from '../../src/entries/vacuum.ts'
