import type { SqlEngine } from './work.ts'

/**
 * Where the databases differ in what they are told. All else is written so that either understands it: values are
 * numbered, and where nothing tells a value's type it is cast.
 */
export interface Dialect {
  /** The column by which rows come in the order in which they were written. */
  readonly place: string
  /** At the end of a query for a row that is about to be changed: one that somebody else is changing is passed over. */
  readonly skipLocked: string
  /** Deletes at most `?2` rows of which `condition` holds, which knows `?1`; none that somebody is changing. */
  deleteSome(table: string, condition: string): string
  /** How many sign-ins nobody has answered, of a network (`?1`) or of all: see `anonymous.ts`. */
  readonly anonymous: AnonymousCounts
}

export interface AnonymousCounts {
  readonly ofNetwork: string
  readonly ofAll: string
  /** Every how many writes, on average, they are looked at where so many are allowed. */
  every(limit: number): number
}

const SQLITE: Dialect = {
  place: 'rowid',
  // Writers take turns.
  skipLocked: '',
  deleteSome: (table, condition) =>
    `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${condition} LIMIT ?2)`,
  anonymous: {
    // Triggers keep the sums: as writers take turns, a row that all of them change holds nobody up. No more than `?2`
    // matters to anybody.
    ofNetwork: 'SELECT min(count, ?2) AS count FROM anonymous WHERE network = ?1',
    ofAll: `SELECT min(count, ?1) AS count FROM anonymous WHERE network = 'all'`,
    every: () => 1,
  },
}

const POSTGRES: Dialect = {
  place: 'place',
  skipLocked: 'FOR UPDATE SKIP LOCKED',
  // An array, and not `IN`: its rows are looked up where they lie, while for `IN` the table would be read from end to end.
  deleteSome: (table, condition) =>
    `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table} WHERE ${condition} LIMIT ?2 FOR UPDATE SKIP LOCKED))`,
  anonymous: {
    // A row with the sum would be locked by each sign-in until it is on the disk, and all others would wait for that: one
    // commit at a time. So they are counted, in an index and no further than `?2`; and as that is read row by row, by one
    // of several writers only, so that it costs each about a hundred rows at most.
    ofNetwork: `SELECT count(*) AS count FROM (
      SELECT 1 FROM artefacts WHERE network = ?1 LIMIT ?2) AS several`,
    ofAll: `SELECT count(*) AS count FROM (
      SELECT 1 FROM artefacts WHERE network IS NOT NULL LIMIT ?1) AS several`,
    every: (limit) => Math.max(1, Math.floor(limit / 100)),
  },
}

const DIALECTS: Readonly<Record<SqlEngine['name'], Dialect>> = {
  sqlite: SQLITE,
  postgres: POSTGRES,
}

export const dialectOf = ({ name }: Pick<SqlEngine, 'name'>): Dialect => DIALECTS[name]
