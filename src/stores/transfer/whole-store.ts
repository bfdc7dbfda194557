import type { Instant } from '../../kernel/instant.ts'
import type { TransferRecord } from './record.ts'

/** What became of asking for a store to be filled. */
export type Beginning =
  | { readonly outcome: 'begun' }
  /** `holds`: what stands in it, as words. */
  | { readonly outcome: 'not_empty'; readonly holds: readonly string[] }
  /** Another import has begun and not ended: it runs, or it was cut off. */
  | { readonly outcome: 'unfinished'; readonly since: Instant }

/** Records in groups, so that memory stays flat and round trips few. */
export type RecordBatches = AsyncIterable<readonly TransferRecord[]>

/**
 * Port: a store as a whole, to be read from end to end or to be filled. It has a connection of its own,
 * and a store that cannot answer throws `Fault` (`store_unavailable`).
 */
export interface WholeStore {
  /** What it is, in a backup's first line. */
  readonly name: 'sqlite' | 'redis' | 'postgres'

  /**
   * All records in no order, each once; some may have expired. Every record is of one moment. On SQLite
   * all are of the same moment; on Redis, which knows no snapshot, what is written meanwhile is in it or
   * not, account by account and artefact by artefact. Nobody who writes is held up.
   */
  read(): RecordBatches

  /** Since when an import has not ended; undefined when none is under way. */
  unfinishedSince(): Promise<Instant | undefined>

  /**
   * Claims an empty store: from then on until `finish`, no server and no command opens it. Of any
   * number of concurrent calls at most one resolves `begun`.
   */
  begin(at: Instant): Promise<Beginning>

  /**
   * Adds records to a store that was begun.
   *
   * @param again some may stand there already, of an import that was cut off: those stay. @default false
   * @throws TransferError `account_twice`
   */
  write(records: readonly TransferRecord[], again?: boolean): Promise<void>

  /** The store is whole and may be opened. */
  finish(): Promise<void>

  /** Empties a store that was begun and not finished, and gives it free. */
  discard(): Promise<void>

  close(): Promise<void>
}
