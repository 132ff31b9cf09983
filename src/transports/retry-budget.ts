const capacity = 500
const retryCost = 5

/**
 * A token bucket for retries, so that an outage is not made worse: each retry takes 5 tokens, a retry that succeeds gives
 * them back and a first attempt that succeeds gives 1. With none left, the first failure is final.
 */
export class RetryBudget {
  #tokens = capacity

  /** Takes the cost of one retry, or says that there is not enough left. */
  spend(): boolean {
    if (this.#tokens < retryCost) return false
    this.#tokens -= retryCost
    return true
  }

  refund(wasRetry: boolean): void {
    this.#tokens = Math.min(capacity, this.#tokens + (wasRetry ? retryCost : 1))
  }
}
