/**
 * Large values, through `set` and `get`, each in a process of its own. A value is text that compresses to two fifths; it is held
 * once by who sets it, and once by who gets it.
 */

import { freshTask } from '../contenders/fresh-task.mjs'

const sizesMb = [1, 10, 50]

const contender = (transport) => ({
  async inParent({ urls, node, round }) {
    const results = []
    for (const sizeMb of sizesMb)
      for (const task of ['set', 'get']) {
        const table = `large-${transport}-${round}`
        const { ms, peakMb, failure } = await freshTask(node, {
          table,
          url: urls.engine,
          transport,
          task,
          amount: sizeMb,
        })
        const metrics = failure === undefined ? { mbPerSecond: (sizeMb * 1_000) / ms, peakMb } : undefined
        results.push({ case: `${task}, ${sizeMb} MB`, metrics, failure })
      }
    return results
  },
})

export const large = {
  title: 'Large values, on an engine',
  needs: ['engine'],
  baseline: 'dynadict, aws-sdk',
  rounds: 3,
  contenders: { 'dynadict, sigv4': contender('sigv4'), 'dynadict, aws-sdk': contender('aws-sdk') },
}
