import type { Expiry } from '../expiry.ts'
import { checkOptions } from '../options.ts'
import { isPlainObject } from '../plain-object.ts'
import type { FetchTraits } from './fetch-traits.ts'
import {
  isCacheMode,
  type RequestSettings,
  type ResolvedSettings,
  requestChecks,
  resolveSettings,
  type SessionSettings,
} from './settings.ts'

/** The settings of a session, and those of each request that are made of them. A request that is under way keeps its own. */
export class SessionDefaults {
  readonly traits: FetchTraits
  /** As they were given. */
  readonly session: SessionSettings
  /** With defaults. */
  readonly resolved: ResolvedSettings

  constructor(session: SessionSettings, traits: FetchTraits) {
    this.traits = traits
    this.session = session
    this.resolved = resolveSettings(session, !traits.isPage)
  }

  /**
   * Checks what a request brings. It is here and not where requests are read: a page that loads that later has the checks already.
   *
   * @throws {TypeError | RangeError} that names the bad setting.
   */
  checkRequest(own: RequestSettings | undefined, mode: unknown): void {
    if (own !== undefined) checkOptions(own, requestChecks(), 'init.dynadict')
    if (mode !== undefined) isCacheMode(mode, 'init.cache')
  }

  /** Others, with some changed. */
  changed(changes: SessionSettings): SessionDefaults {
    return new SessionDefaults({ ...this.session, ...changes }, this.traits)
  }

  /** Those of a request: its own, those of the first pattern that its URL matches, the session's. */
  async settingsFor(url: string, own: RequestSettings | undefined): Promise<ResolvedSettings> {
    const { urlsExpireAfter, ...session } = this.session
    const matched = urlsExpireAfter && (await import('./url-patterns.ts')).firstMatch(urlsExpireAfter, url)
    if (matched === undefined && own === undefined) return this.resolved
    return resolveSettings({ ...session, ...given(asSettings(matched)) }, !this.traits.isPage, given(own ?? {}))
  }
}

const asSettings = (matched: Expiry | RequestSettings | undefined): RequestSettings =>
  isPlainObject(matched) ? (matched as RequestSettings) : { expireAfter: matched as Expiry | undefined }

/** Those that are set. */
const given = (settings: RequestSettings): RequestSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
