import { hasCode } from '../errors.ts'

/** Lets requests through, and fewer at once while DynamoDB throttles them. */
export interface Pace {
  /**
   * Makes a request when its turn comes.
   *
   * @param isThrottled whether its result says that DynamoDB lacks capacity, as a `ThrottledError` does.
   */
  turn<T>(request: () => Promise<T>, isThrottled: (result: T) => boolean): Promise<T>
}

/**
 * A pace of at most `most` requests under way. As in TCP's congestion control, a throttle halves how many are allowed, down
 * to 1, and as many successes as are allowed let one more through.
 */
export function newPace(most: number): Pace {
  const waiting: (() => void)[] = []
  let allowed = most
  let underWay = 0
  let slowdowns = 0

  function admit(): void {
    while (underWay < Math.floor(allowed)) {
      const next = waiting.shift()
      if (!next) return
      underWay++
      next()
    }
  }

  function slowDown(slowdownsBefore: number): void {
    // Requests that were under way together tell of one shortage, not each of its own.
    if (slowdowns !== slowdownsBefore) return
    slowdowns++
    allowed = Math.max(1, allowed / 2)
  }

  return {
    async turn(request, isThrottled) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        admit()
      })
      const slowdownsBefore = slowdowns
      try {
        const result = await request()
        if (isThrottled(result)) slowDown(slowdownsBefore)
        else allowed = Math.min(most, allowed + 1 / allowed)
        return result
      } catch (error) {
        if (hasCode(error, 'THROTTLED')) slowDown(slowdownsBefore)
        throw error
      } finally {
        underWay--
        admit()
      }
    },
  }
}
