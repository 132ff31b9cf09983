import type { Harness, Suite } from '../suites/harness.ts'
import { engineSuites, sessionSuites, transportSuites } from '../suites/index.ts'

export interface CollectedTest {
  readonly name: string
  readonly body: () => Promise<void> | void
}

export interface TestResult {
  readonly name: string
  /** What went wrong; absent when the test passed. */
  readonly error?: string
}

const suites = { ...engineSuites, ...transportSuites, ...sessionSuites }

/** All tests of all suites that run everywhere, each under a name of its own; `more` are those of one runtime. */
export function collectTests(harness: Harness, more: Readonly<Record<string, Suite>> = {}): CollectedTest[] {
  const tests: CollectedTest[] = []
  for (const [suiteName, suite] of Object.entries({ ...suites, ...more })) {
    suite((name, body) => tests.push({ name: `${suiteName}: ${name}`, body }), harness)
  }
  return tests
}

const limitMs = 60_000

/** Runs one test; one that hangs has failed. */
export async function runTest({ name, body }: CollectedTest): Promise<TestResult> {
  const hangs = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no end in 60 s')), limitMs).unref?.(),
  )
  try {
    await Promise.race([body(), hangs])
    return { name }
  } catch (error) {
    return { name, error: error instanceof Error ? `${error.stack ?? error.message}` : String(error) }
  }
}
