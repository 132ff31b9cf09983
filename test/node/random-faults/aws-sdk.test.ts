import { randomFaultTests } from './tests.ts'

await randomFaultTests('aws-sdk')
