import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'

export const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))

/** What came of a run of the program. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Over those that every run has; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string | Uint8Array
  readonly cwd?: string
  /** Whether standard input has no end. */
  readonly isInputOpen?: boolean
}

/** The settings of a user with the engine of the tests, and without any file of AWS's. */
export const userEnv = (): Record<string, string | undefined> => ({
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_DYNAMODB: inject('endpoint'),
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'AKIDCLI',
  AWS_SECRET_ACCESS_KEY: 'SECRETCLI',
})

/** Starts the program as built, as a process of its own. */
export function startCli(
  args: readonly string[],
  { env, input, cwd, isInputOpen }: RunOptions = {},
): { child: ChildProcess; outcome: Promise<Outcome> } {
  const child = spawn(process.execPath, [program, ...args], { env: { ...userEnv(), ...env }, cwd })
  // A test that fails must not leave it behind.
  onTestFinished(() => void child.kill('SIGKILL'))
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('latin1').on('data', (text) => {
      printed[name] += text
    })
  // It may end before it has read all.
  child.stdin.on('error', () => undefined)
  if (!isInputOpen) child.stdin.end(input ?? '')
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject)
    // As a shell has it.
    child.once('close', (code, signal) =>
      resolve({ code: signal ? 128 + constants.signals[signal] : code, ...utf8(printed) }),
    )
  })
  return { child, outcome }
}

const utf8 = ({ stdout, stderr }: Omit<Outcome, 'code'>) => ({
  stdout: Buffer.from(stdout, 'latin1').toString(),
  stderr: Buffer.from(stderr, 'latin1').toString(),
})

/** Runs the program to its end. */
export const cli = (args: readonly string[], options?: RunOptions): Promise<Outcome> => startCli(args, options).outcome

/** The objects of a listing with `--json`. */
export const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** A connection to the same engine, for what a test prepares. */
export const connection = () => ({
  transport: 'sigv4' as const,
  region: 'us-west-2',
  endpoint: inject('endpoint'),
  credentials: { accessKeyId: 'AKIDCLI', secretAccessKey: 'SECRETCLI' },
})
