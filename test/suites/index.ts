import { answers } from './answers.ts'
import { binary } from './binary.ts'
import { deleting } from './cache/deleting.ts'
import { entries } from './cache/entries.ts'
import { resetting } from './cache/resetting.ts'
import { statistics } from './cache/statistics.ts'
import { tools } from './cache/tools.ts'
import { atomic } from './dict/atomic.ts'
import { blobs } from './dict/blobs.ts'
import { concurrency } from './dict/concurrency.ts'
import { damaged } from './dict/damaged.ts'
import { expiry } from './dict/expiry.ts'
import { faults } from './dict/faults.ts'
import { large } from './dict/large.ts'
import { largeWrites } from './dict/large-writes.ts'
import { lostAnswers } from './dict/lost-answers.ts'
import { many } from './dict/many.ts'
import { mapping } from './dict/mapping.ts'
import { mayBeDone } from './dict/may-be-done.ts'
import { namespaces } from './dict/namespaces.ts'
import { options } from './dict/options.ts'
import { ranges } from './dict/ranges.ts'
import { refusals } from './dict/refusals.ts'
import { serializers } from './dict/serializers.ts'
import { shards } from './dict/shards.ts'
import { streams } from './dict/streams.ts'
import { table } from './dict/table.ts'
import { tableSettings } from './dict/table-settings.ts'
import { vacuum } from './dict/vacuum.ts'
import { values } from './dict/values.ts'
import type { Suite } from './harness.ts'
import { mending } from './mending.ts'
import { pages } from './pages.ts'
import { reports } from './reports.ts'
import { age } from './rfc9111/age.ts'
import { cacheStatus } from './rfc9111/cache-status.ts'
import { conditions } from './rfc9111/conditions.ts'
import { credentials } from './rfc9111/credentials.ts'
import { expires } from './rfc9111/expires.ts'
import { fields } from './rfc9111/fields.ts'
import { freshening } from './rfc9111/freshening.ts'
import { freshness } from './rfc9111/freshness.ts'
import { head } from './rfc9111/head.ts'
import { heuristics } from './rfc9111/heuristics.ts'
import { invalidation } from './rfc9111/invalidation.ts'
import { partsOfBody } from './rfc9111/parts-of-body.ts'
import { redirections } from './rfc9111/redirections.ts'
import { requestDirectives } from './rfc9111/request-directives.ts'
import { selection } from './rfc9111/selection.ts'
import { stale } from './rfc9111/stale.ts'
import { staleIfError } from './rfc9111/stale-if-error.ts'
import { staleWhileRevalidate } from './rfc9111/stale-while-revalidate.ts'
import { storing } from './rfc9111/storing.ts'
import { targetedFields } from './rfc9111/targeted-fields.ts'
import { validating } from './rfc9111/validating.ts'
import { bodies } from './session/bodies.ts'
import { caching } from './session/caching.ts'
import { changing } from './session/changing.ts'
import { failing } from './session/failing.ts'
import { installing } from './session/installing.ts'
import { instances } from './session/instances.ts'
import { joining } from './session/joining.ts'
import { methods } from './session/methods.ts'
import { misuse } from './session/misuse.ts'
import { modes } from './session/modes.ts'
import { partitions } from './session/partitions.ts'
import { precedence } from './session/precedence.ts'
import { redirects } from './session/redirects.ts'
import { responses } from './session/responses.ts'
import { safety } from './session/safety.ts'
import { secrets } from './session/secrets.ts'
import { settings } from './session/settings.ts'
import { settling } from './session/settling.ts'
import { together } from './session/together.ts'
import { validation } from './session/validation.ts'
import { vary } from './session/vary.ts'
import { strict } from './strict.ts'
import { transport } from './transport.ts'

/** Every suite, by what it is of. Each runs in every runtime, over every transport that the runtime has. */
export const dictSuites: Readonly<Record<string, Suite>> = {
  values,
  serializers,
  mapping,
  many,
  ranges,
  atomic,
  concurrency,
  expiry,
  blobs,
  large,
  'lost answers': lostAnswers,
  'large writes': largeWrites,
  streams,
  damaged,
  vacuum,
  shards,
  namespaces,
  table,
  'table settings': tableSettings,
  options,
}
/** What goes by the engine. */
export const engineSuites: Readonly<Record<string, Suite>> = { ...dictSuites, binary }
export const transportSuites: Readonly<Record<string, Suite>> = {
  transport,
  answers,
  mending,
  reports,
  faults,
  refusals,
  'may be done': mayBeDone,
  strict,
}
export const sessionSuites: Readonly<Record<string, Suite>> = {
  caching,
  validation,
  vary,
  partitions,
  redirects,
  responses,
  modes,
  precedence,
  settings,
  secrets,
  methods,
  entries,
  deleting,
  resetting,
  statistics,
  tools,
  installing,
  settling,
  together,
  joining,
  instances,
  failing,
  bodies,
  safety,
  changing,
  misuse,
}
/** The HTTP cache by the sentences of its RFCs: 9111, 9110, 5861, 8246, 9211 and 9213. */
export const rfcSuites: Readonly<Record<string, Suite>> = {
  storing,
  freshness,
  expires,
  age,
  heuristics,
  selection,
  validating,
  freshening,
  stale,
  'stale-if-error': staleIfError,
  'stale-while-revalidate': staleWhileRevalidate,
  invalidation,
  conditions,
  head,
  'parts of a body': partsOfBody,
  fields,
  credentials,
  'request directives': requestDirectives,
  'targeted fields': targetedFields,
  'Cache-Status': cacheStatus,
  redirections,
}

/** Of what there is in pages only. */
export const pageSuites: Readonly<Record<string, Suite>> = { pages }
