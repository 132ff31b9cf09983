import { ttlAttribute } from '../table-definition.ts'
import type { Template } from './template.ts'

/**
 * Commands of the AWS CLI, version 2, for a POSIX shell.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/dynamodb/create-table.html
 */
export function cliTemplate({ input, pointInTimeRecovery }: Template): string {
  // With '=', since the name of a table may begin with '-'.
  const table = `--table-name=${quoted(input.TableName)}`
  const commands = [
    `aws dynamodb create-table --cli-input-json ${quoted(JSON.stringify(input, null, 2))}`,
    `aws dynamodb wait table-exists ${table}`,
    `aws dynamodb update-time-to-live ${table} --time-to-live-specification AttributeName=${ttlAttribute},Enabled=true`,
  ]
  if (!pointInTimeRecovery) return inTurn(commands)
  const setting = '--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true'
  const recovery = `aws dynamodb update-continuous-backups ${table} ${setting}`
  const advice = '# If the last command says that backups are being enabled, run it again after a minute.'
  return `${advice}\n${inTurn([...commands, recovery])}`
}

const inTurn = (commands: readonly string[]) => `${commands.join(' &&\n')}\n`

/** One word of a POSIX shell, whatever is in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
