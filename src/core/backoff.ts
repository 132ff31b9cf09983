/**
 * How long to wait before the next attempt, in milliseconds: full jitter over a span that doubles from 25 ms up to 5 s.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoffMs = (attempt: number): number => Math.random() * Math.min(5_000, 25 * 2 ** (attempt - 1))
