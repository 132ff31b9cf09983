/**
 * Does steps one after the other, each once, and yields the time and CPU time of each. A step resolves with how many items it
 * was about: another count than asked for is a failure, and so is what it throws. The steps after it are done all the same.
 */
export async function* steps(named, { items, isWanted }) {
  for (const [name, step] of Object.entries(named)) {
    if (!isWanted(name)) continue
    const cpu = process.cpuUsage()
    const start = performance.now()
    try {
      const count = await step()
      const ms = performance.now() - start
      const { user, system } = process.cpuUsage(cpu)
      if (count === items) yield { case: name, metrics: { ms, cpuMs: (user + system) / 1_000 } }
      else yield { case: name, failure: `gave ${count} of ${items} items` }
    } catch (error) {
      yield { case: name, failure: `${error.name}: ${error.message}` }
    }
  }
}
