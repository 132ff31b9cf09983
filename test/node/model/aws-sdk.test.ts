import { modelTests } from './tests.ts'

modelTests('aws-sdk')
