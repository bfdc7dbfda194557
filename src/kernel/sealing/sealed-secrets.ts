import type { SealContext, SealedSecret } from './sealer.ts'

/** A sealed secret, and the record that it stands in. */
export interface SealedRecord extends SealContext {
  readonly sealed: SealedSecret
}

/** Some records of a walk, and where it goes on. */
export interface SealedPage {
  readonly records: readonly SealedRecord[]
  /** Absent at the end. */
  readonly next?: string
}

/**
 * Port: everything that is sealed, whatever it is, so that the key can be changed. A store that cannot
 * answer throws `Fault` (`store_unavailable`).
 */
export interface SealedSecrets {
  /**
   * Walks over all records, in an order of the store's own. Whatever stands from the beginning of a
   * walk to its end comes at least once; what is added, changed or removed meanwhile may come or not.
   *
   * @param after where the last page said that it goes on; undefined to begin
   * @param limit about so many records; a page may hold more, or none
   */
  list(after: string | undefined, limit: number): Promise<SealedPage>

  /**
   * Puts `sealed` in the place of what the record holds, and changes nothing else of it. False, and
   * nothing is changed, when the record is gone or holds something else by now: nobody's change is
   * overwritten, and what was removed does not come back.
   */
  reseal(record: SealedRecord, sealed: SealedSecret): Promise<boolean>
}
