import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type EngineProcess, startProcess } from './engine-process.ts'
import { fetchMavenFiles } from './maven-files.ts'

const folder = fileURLToPath(new URL('dynamodb-local', import.meta.url))
const leastJava = 17

/** Amazon's own engine, in Java, in memory. Its telemetry stays off. */
export async function startDynamoDbLocal(port?: number): Promise<EngineProcess> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java'
  await checkJava(java)
  const files = await fetchMavenFiles(folder)
  const jars = files.filter((file) => file.endsWith('.jar'))
  const args = [
    `-Dsqlite4java.library.path=${join(folder, 'target/dependency')}`,
    ...['-cp', jars.join(delimiter)],
    'com.amazonaws.services.dynamodbv2.local.main.ServerRunner',
    ...['-inMemory', '-sharedDb', '-disableTelemetry'],
  ]
  return startProcess('dynamodb-local', java, (free) => [...args, '-port', `${free}`], port)
}

/** Java says its version on stderr: 17.0.15 or, before 9, 1.8.0. */
async function checkJava(java: string): Promise<void> {
  const { stderr } = await promisify(execFile)(java, ['-version']).catch(() => ({ stderr: '' }))
  const version = /version "([^"]+)"/.exec(stderr)?.[1]
  if (Number.parseInt(version ?? '0', 10) >= leastJava) return
  const found = version ? `${java} is of version ${version}` : `there is none at '${java}'`
  throw new Error(`dynamodb-local needs Java ${leastJava} or later: ${found}`)
}
