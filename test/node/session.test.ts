import { sessionSuites } from '../suites/index.ts'
import { runSuites } from './run-suites.ts'

runSuites(sessionSuites)
