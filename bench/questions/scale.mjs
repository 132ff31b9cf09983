/** More and more items: what one costs must stay, and so must memory. Each task has a process of its own. */

import { freshTask } from '../contenders/fresh-task.mjs'

const transport = 'sigv4'

/** Here it is the numbers of items that are compared. */
const contender = (amount) => ({
  async inParent({ urls, node, round }) {
    const results = []
    for (const task of ['write', 'iterate', 'size', 'clear']) {
      const table = `scale-${amount}-${round}`
      const { ms, peakMb, failure } = await freshTask(node, { table, url: urls.engine, transport, task, amount })
      const metrics = failure === undefined ? { usPerItem: (ms * 1_000) / amount, peakMb } : undefined
      results.push({ case: task, metrics, failure })
    }
    return results
  },
})

export const scale = {
  title: 'More and more items, over sigv4 on an engine',
  needs: ['engine'],
  baseline: '1,000 items',
  rounds: 2,
  contenders: {
    '1,000 items': contender(1_000),
    '10,000 items': contender(10_000),
    '100,000 items': contender(100_000),
  },
}
