import { rfcSuites } from '../suites/index.ts'
import { runSuites } from './run-suites.ts'

runSuites(rfcSuites)
