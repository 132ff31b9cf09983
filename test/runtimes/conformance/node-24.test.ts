import { binaries } from '../binaries.ts'
import { conformsInProcess } from './conform.ts'
import { core } from './names.ts'

conformsInProcess('Node 24 over aws-sdk', core, 'aws-sdk', [binaries.node24, 'suites.mjs'])
