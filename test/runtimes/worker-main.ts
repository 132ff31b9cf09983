/** Runs the suites in workerd: each request is one test, named by its number, since promises must not cross requests. */

import * as lib from 'dynadict'
import { rfcSuites } from '../suites/index.ts'
import { collectTests, runTest } from './collect.ts'
import * as serializers from './serializers.ts'

const worker = {
  async fetch(request: Request): Promise<Response> {
    const { harness, index } = await request.json()
    const test = collectTests({ ...harness, lib, serializers }, rfcSuites)[index]
    return Response.json(test ? await runTest(test) : { name: 'none', error: `there is no test ${index}` })
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker is one
export default worker
