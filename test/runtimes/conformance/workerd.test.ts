import { conformsInWorkerd } from './conform.ts'
import { all } from './names.ts'

conformsInWorkerd('workerd', all)
