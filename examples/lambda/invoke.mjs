/** Calls the handler twice with a captured event, as a warm instance is called. */

import { readFile } from 'node:fs/promises'
import { handler } from './handler.mjs'

const event = JSON.parse(await readFile(new URL('event.json', import.meta.url), 'utf8'))
for (const call of ['cold', 'warm']) {
  const { statusCode, headers, body } = await handler(event)
  console.log(`${call}: ${statusCode}, ${Buffer.from(body, 'base64')}, ${headers['cache-status']}`)
}
