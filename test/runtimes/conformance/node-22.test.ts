import { binaries } from '../binaries.ts'
import { conformsInProcess } from './conform.ts'
import { core } from './names.ts'

conformsInProcess('Node 22 over sigv4', core, 'sigv4', [binaries.node22, 'suites.mjs'])
