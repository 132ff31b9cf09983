import { answers } from './answers.ts'
import { binary } from './binary.ts'
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
import { caching } from './session/caching.ts'
import { modes } from './session/modes.ts'
import { redirects } from './session/redirects.ts'
import { responses } from './session/responses.ts'
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
export const sessionSuites: Readonly<Record<string, Suite>> = { caching, validation, vary, redirects, responses, modes }

/** Of what there is in pages only. */
export const pageSuites: Readonly<Record<string, Suite>> = { pages }
