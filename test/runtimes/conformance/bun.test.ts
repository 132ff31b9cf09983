import { binaries } from '../binaries.ts'
import { conformsInProcess } from './conform.ts'
import { all } from './names.ts'

conformsInProcess('Bun', all, 'sigv4', [binaries.bun, 'run', 'suites.mjs'])
