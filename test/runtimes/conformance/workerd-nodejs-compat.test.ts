import { conformsInWorkerd } from './conform.ts'
import { core } from './names.ts'

conformsInWorkerd('workerd with nodejs_compat', core, ['nodejs_compat'])
