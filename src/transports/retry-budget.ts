const capacity = 500
const retryCost = 5

/**
 * A token bucket for retries, so that an outage is not made worse: each retry takes 5 tokens, a retry that succeeds gives
 * them back and a first attempt that succeeds gives 1. With none left, the first failure is final.
 */
export interface RetryBudget {
  /** Takes the cost of one retry, or says that there is not enough left. */
  spend(): boolean
  refund(wasRetry: boolean): void
}

export function newRetryBudget(): RetryBudget {
  let tokens = capacity
  return {
    spend() {
      if (tokens < retryCost) return false
      tokens -= retryCost
      return true
    },
    refund(wasRetry) {
      tokens = Math.min(capacity, tokens + (wasRetry ? retryCost : 1))
    },
  }
}
