import type { Case } from './cases.ts'
import type { Rule } from './rules.ts'
import { ours, theirs } from './verdicts.ts'

export const disagree = (given: Case): boolean => ours(given) !== theirs(given)

/**
 * The rule that explains a disagreement: without its cause, and nothing else changed, both agree. Where it takes several, the
 * causes go one after the other, and it is the last one.
 */
export function explain(rules: readonly Rule[], given: Case): Rule | undefined {
  const alone = rules.find(({ without }) => {
    const changed = without(given)
    return changed !== undefined && !disagree(changed)
  })
  if (alone) return alone
  let left = given
  for (const rule of rules) {
    left = rule.without(left) ?? left
    if (!disagree(left)) return rule
  }
  return undefined
}
