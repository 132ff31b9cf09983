import type { Fetch } from '../runtime.ts'

/** A `fetch` that was put in the place of another one. */
interface Installation {
  readonly fetch: Fetch
  replaced: Fetch
}

/** Where the installations are, the oldest first: beside the global `fetch`, for all copies of this package. */
const place = /* @__PURE__ */ Symbol.for('dynadict.installed')

const scope = globalThis as typeof globalThis & { [place]?: Installation[] }

/** The `fetch` that was there before any session was installed, whatever others have put over it since. */
export const nativeFetch = (): Fetch => scope[place]?.[0]?.replaced ?? globalThis.fetch

/** Puts a `fetch` in the place of the global one. */
export function install(fetch: Fetch): void {
  const installed = scope[place] ?? []
  if (installed.some((each) => each.fetch === fetch)) return
  scope[place] = [...installed, { fetch, replaced: globalThis.fetch }]
  globalThis.fetch = fetch
}

/** Takes it out again, from below another session's too; where something of others lies over it, it stays. */
export function uninstall(fetch: Fetch): void {
  const installed = scope[place] ?? []
  const own = installed.find((each) => each.fetch === fetch)
  if (!own) return
  const above = installed.find((each) => each.replaced === fetch)
  if (above) above.replaced = own.replaced
  else if (globalThis.fetch === fetch) globalThis.fetch = own.replaced
  else return
  scope[place] = installed.filter((each) => each !== own)
}
