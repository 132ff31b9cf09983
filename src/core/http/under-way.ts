import { Flights } from './flights.ts'
import { SharedReads } from './shared-reads.ts'

/** What is under way in this process for all sessions of one cache, and may be waited for by more than one request. */
export class UnderWay<Read> {
  readonly flights: Flights = new Flights()
  readonly reads: SharedReads<Read> = new SharedReads<Read>()

  /** What has been removed is not seen by whoever asks from now on. */
  leave(): void {
    this.flights.leaveAll()
    this.reads.leave()
  }
}
