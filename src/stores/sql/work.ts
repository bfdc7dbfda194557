/*
 * What the stores on SQL do is written once, for databases that answer at once and for those that answer later: as
 * generators that yield statements and are given what came of them. SQLite runs one to its end without a pause, so
 * that its transactions hold nobody up; PostgreSQL waits for each answer.
 */

/** What is stored. Instants and numbers are integers, bytes are BLOB or bytea. */
export type SqlValue = string | number | Uint8Array | null

/** A statement with its values, `?1` for the first of them. Or a name that no other transaction holds at once. */
export type Statement =
  | { readonly sql: string; readonly values: readonly SqlValue[] }
  /** Held until the transaction ends, on whichever node. Where writers take turns anyway it costs nothing. */
  | { readonly lock: string }

export type Row = Readonly<Record<string, unknown>>

export interface SqlResult {
  readonly rows: readonly Row[]
  /** How many rows the statement changed. */
  readonly changes: number
}

/** Something to be done in one transaction, or (where it only reads) in none. It may be done anew from its beginning. */
export type Work<T> = Generator<Statement, T, SqlResult>

/** Runs a statement; resolves how many rows it changed. */
export function* run(sql: string, ...values: readonly SqlValue[]): Work<number> {
  return (yield { sql, values }).changes
}

export function* get(sql: string, ...values: readonly SqlValue[]): Work<Row | undefined> {
  return (yield { sql, values }).rows[0]
}

export function* all(sql: string, ...values: readonly SqlValue[]): Work<readonly Row[]> {
  return (yield { sql, values }).rows
}

/**
 * Nobody else is between this and the end of their transaction, who locks the same. Before what two transactions must
 * not decide from what neither has written yet: whether something is buried, or how many there are.
 */
export function* lock(kind: string, name: string): Work<void> {
  yield { lock: `${kind}:${name}` }
}

/** A database that statements are run in. Whatever goes wrong in it is thrown as `Fault` (`store_unavailable`). */
export interface SqlEngine {
  readonly name: 'sqlite' | 'postgres'
  /** Runs what only reads, and need not be of one moment. */
  read<T>(work: () => Work<T>): Promise<T>
  /** Runs what is one statement, kept for good when this resolves: where it needs no transaction, it needs fewer round trips. */
  once<T>(work: () => Work<T>): Promise<T>
  /**
   * Runs `work` in one transaction, kept for good when this resolves; or nothing of it is kept. What it reads after it has
   * locked is still true when it writes. Whatever it throws undoes it.
   */
  change<T>(work: () => Work<T>): Promise<T>
}
