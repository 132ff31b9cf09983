import { binaries } from '../binaries.ts'
import { conformsInProcess } from './conform.ts'
import { all } from './names.ts'

conformsInProcess('Deno', all, 'sigv4', [binaries.deno, 'run', '--allow-net', '--allow-read', 'suites.mjs'])
