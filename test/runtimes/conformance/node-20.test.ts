import { binaries } from '../binaries.ts'
import { conformsInProcess } from './conform.ts'
import { core } from './names.ts'

conformsInProcess('Node 20 over aws-sdk, as CommonJS', core, 'aws-sdk', [binaries.node20, 'suites.cjs'])
