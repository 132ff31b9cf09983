import type { CacheStatus } from './cache-status.ts'
import type { FetchRequest } from './fetch-request.ts'
import type { Place } from './places.ts'
import type { FoundResponse, StoredResponse } from './stored-response.ts'
import { newFamily, variantKey, variantOf } from './variants.ts'
import type { VaryMemory } from './vary-memory.ts'

/** What stands under one key of the table. */
export interface Slot<Found extends StoredResponse = FoundResponse> {
  readonly key: string
  /** `undefined` where there is nothing. */
  readonly version: string | null | undefined
  /** `undefined` where there is nothing, or what was invalidated. */
  readonly found?: Found | undefined
  /** When it was invalidated last, as far as that is known. */
  readonly invalidatedAt?: number | undefined
}

/** What was seen in one place. */
export interface Seen<Found extends StoredResponse = FoundResponse> {
  readonly place: Place
  /** The slots in the order in which they were looked at, until one was free or held what the request selects. */
  readonly slots: readonly Slot<Found>[]
  /** The stored response that the request selects. */
  readonly selected?: Found | undefined
  /** ETags of further variants that were seen before, by the key of each. */
  readonly etags?: ReadonlyMap<string, string> | undefined
}

/** What the table holds for a request. */
export interface Lookup {
  readonly places: readonly Place[]
  readonly seen: readonly Seen[]
  readonly selected?: FoundResponse | undefined
  /** Why not all could be read, as an error's code. */
  readonly failure?: string | undefined
}

/** So many variants that the request does not select are passed on the way to its own. */
const deepest = 3

/**
 * Looks at one place. Where the response under the resource's key is another variant, the request's own stands under a key of
 * its values for the fields by which that one varies; and so on, where responses vary by different fields (RFC 9111 §4.1). So it
 * is one read, or two for a further variant, of which the memory spares the first.
 */
export async function look<Found extends StoredResponse = FoundResponse>(
  place: Place,
  request: FetchRequest,
  read: (key: string) => Promise<Slot<Found>>,
  memory: VaryMemory,
): Promise<Seen<Found>> {
  const now = request.settings.clock.now()
  const known = memory.recall(place.key, now)
  const ownKey = known && (await nextKey(place, known, request))
  if (ownKey !== undefined) {
    const slot = await read(ownKey)
    if (slot.found && (await isSelected(slot.found, request))) {
      memory.noteVariant(place.key, slot.key, slot.found)
      return { place, slots: [slot], selected: slot.found }
    }
  }
  const slots: Slot<Found>[] = []
  let key: string | undefined = place.key
  while (key !== undefined && slots.length < deepest) {
    const slot: Slot<Found> = await read(key)
    if (slots.length === 0) memory.note(place.key, slot.found, now)
    slots.push(slot)
    key = slot.found && (await nextKey(place, slot.found, request))
    if (slot.found) memory.noteVariant(place.key, slot.key, slot.found)
    if (slot.found && key === undefined) return { place, slots, selected: slot.found }
  }
  return { place, slots, etags: memory.recall(place.key, now)?.etags }
}

const isSelected = async (stored: Varying, request: FetchRequest): Promise<boolean> =>
  (await variantOf(stored.vary, request)) === stored.variant

/** Where to look on when a request does not select a response; `undefined` when it does. */
async function nextKey(place: Place, { vary, variant, family }: Varying, request: FetchRequest) {
  const own = await variantOf(vary, request)
  return own === variant ? undefined : variantKey(place.key, family, own)
}

type Varying = Pick<StoredResponse, 'vary' | 'variant' | 'family'>

/** Where a response is to be written, and what must be there still. */
export interface Target {
  readonly key: string
  readonly family: string
  readonly condition: { readonly ifAbsent: true } | { readonly ifVersion: string | null }
  readonly invalidatedAt: number | undefined
}

/** The slot that was free, or held what the request selects, or was the last one on the way. */
export function targetOf(place: Place, seen: Seen | undefined, stored: StoredResponse): Target {
  const { key, version, found, invalidatedAt } = seen?.slots.at(-1) ?? { key: place.key }
  // Those that come after a response are found by its family, as long as they vary by the same fields.
  const family = found && String(found.vary) === String(stored.vary) ? found.family : newFamily()
  const condition = version === undefined ? ({ ifAbsent: true } as const) : { ifVersion: version }
  return { key, family, condition, invalidatedAt }
}

/** The lookup with another response in the place of one that it found, or none. */
export function withFound(lookup: Lookup, former: FoundResponse, found: FoundResponse | undefined): Lookup {
  const replaced = (slot: Slot): Slot =>
    slot.found === former ? { ...slot, found, version: found?.blob.version } : slot
  const seen = lookup.seen.map(({ slots, selected, ...rest }) => ({
    ...rest,
    slots: slots.map(replaced),
    selected: selected === former ? found : selected,
  }))
  return { ...lookup, seen, selected: lookup.selected === former ? found : lookup.selected }
}

/** Whether a lookup has seen that something is invalidated of which an earlier one has not. */
export function seesNewer(later: Lookup, earlier: Lookup): boolean {
  const before = new Map(slotsOf(earlier).map(({ key, invalidatedAt }) => [key, invalidatedAt]))
  return slotsOf(later).some(
    ({ key, invalidatedAt }) => invalidatedAt !== undefined && before.get(key) !== invalidatedAt,
  )
}

const slotsOf = ({ seen }: Lookup) => seen.flatMap(({ slots }) => slots)

/** Why a request goes on to the origin, by the terms of RFC 9211 §2.2. */
export function fwdOf(
  { seen, selected }: Lookup,
  { mode }: Pick<FetchRequest, 'mode'>,
  reason: 'uri-miss' | 'stale' | 'request',
): NonNullable<CacheStatus['fwd']> {
  if (mode === 'reload') return 'request'
  const hasOthers = seen.some(({ slots }) => slots.some(({ found }) => found))
  return reason === 'uri-miss' && hasOthers && !selected ? 'vary-miss' : reason
}
