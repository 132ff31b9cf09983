/**
 * `dynadict/vacuum`: the clean-up of what large values left behind.
 *
 * @module dynadict/vacuum
 */

export { type Vacuumable, type VacuumOptions, type VacuumResult, vacuum } from '../core/dict/vacuum.ts'
