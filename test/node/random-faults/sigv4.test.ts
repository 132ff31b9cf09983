import { randomFaultTests } from './tests.ts'

await randomFaultTests('sigv4')
