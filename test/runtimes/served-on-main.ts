/** A server that hands on what a session fetches, in Deno, Bun or workerd: a miss, then hits. */

import { CachedSession } from 'dynadict'

interface Settings {
  readonly endpoint: string
  readonly url: string
}

async function serveOn({ endpoint, url }: Settings): Promise<Response> {
  const session = new CachedSession('served-on', {
    transport: 'sigv4',
    endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  await session.cache.ready()
  return session.fetch(url)
}

interface Server {
  readonly port: number
}

const { Deno, Bun } = globalThis as {
  Deno?: { args: string[]; serve(options: object, handler: () => Promise<Response>): { addr: Server } }
  Bun?: { argv: string[]; serve(options: object): Server }
}
const address = { hostname: '127.0.0.1', port: 0 }
const settings = (args: string[]): Settings => JSON.parse(args.at(-1) ?? '')
if (Deno) console.log(Deno.serve({ ...address, onListen() {} }, () => serveOn(settings(Deno.args))).addr.port)
if (Bun) console.log(Bun.serve({ ...address, fetch: () => serveOn(settings(Bun.argv)) }).port)

const worker = { fetch: (_: Request, env: Settings): Promise<Response> => serveOn(env) }

// Bun would serve it by itself, too.
// biome-ignore lint/style/noDefaultExport: a Worker is one
export default Deno || Bun ? {} : worker
