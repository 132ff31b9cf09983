const everyMs = 3_000

/**
 * Keeps what is shown as it is in the table: after a change here, when another tab tells of one, and every few seconds while
 * the page is seen, since others may write too.
 *
 * @param refresh reads what is shown; it tells its failures by itself.
 */
export function keepLive(refresh) {
  const tabs = new BroadcastChannel('dynadict-demo')
  let isRunning = false
  let isWanted = false
  let timer

  async function run() {
    isWanted = true
    if (isRunning) return
    isRunning = true
    clearTimeout(timer)
    while (isWanted) {
      isWanted = false
      await refresh()
    }
    isRunning = false
    timer = setTimeout(() => document.hidden || run(), everyMs)
  }

  tabs.addEventListener('message', run)
  document.addEventListener('visibilitychange', () => document.hidden || run())
  return {
    /** Something was changed here. */
    changed() {
      tabs.postMessage('changed')
      return run()
    },
  }
}
