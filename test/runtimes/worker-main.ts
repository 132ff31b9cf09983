/** Runs the suites in workerd: each request is one test, by its name, since promises must not cross requests. */

import * as lib from 'dynadict'
import { rfcSuites } from '../suites/index.ts'
import { collectTests, runTest } from './collect.ts'
import * as serializers from './serializers.ts'

const worker = {
  async fetch(request: Request): Promise<Response> {
    const { harness, name } = await request.json()
    const test = collectTests({ ...harness, lib, serializers }, rfcSuites).find((each) => each.name === name)
    return Response.json(test ? await runTest(test) : { name, error: 'there is no such test' })
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker is one
export default worker
