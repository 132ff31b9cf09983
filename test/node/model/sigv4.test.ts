import { modelTests } from './tests.ts'

modelTests('sigv4')
