import { createHash } from 'node:crypto'
import type { SqlResult, Statement } from '../sql/work.ts'
import type { Session } from './connection.ts'
import { rowOf } from './values.ts'
import type { Statements } from './statements.ts'

/** A transaction that is begun with its first statement. */
export interface Transaction {
  send(statement: Statement): Promise<SqlResult>
  /** False when it was rolled back instead. */
  commit(): Promise<boolean>
  rollback(): Promise<void>
  readonly isBegun: () => boolean
}

export interface TransactionOptions {
  readonly statements: Statements
  /** What is set for this transaction alone. */
  readonly settings: string
  /** Whether a query may be sent before the one before it is answered. */
  readonly isPipelined: boolean
}

/**
 * READ COMMITTED, with advisory locks where a work decides by what it has read: each statement after the lock sees what
 * the one before us has committed. A SERIALIZABLE transaction would see the database as it was before it waited for the
 * lock, and fail. What nobody decides by is not locked, and fails nobody.
 */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED;'

export function createTransaction(
  session: Session,
  { statements, settings, isPipelined }: TransactionOptions,
  locked: readonly string[] = [],
): Transaction {
  const { client } = session
  let isBegun = false
  let locks = [...locked]

  /** What goes before the next statement. */
  function prelude(): string {
    const parts = [
      ...(isBegun ? [] : [BEGIN, settings]),
      ...locks.map((name) => `SELECT pg_advisory_xact_lock(${keyOf(name)});`),
    ]
    isBegun = true
    locks = []
    return parts.join('')
  }

  return {
    isBegun: () => isBegun,

    async send(statement) {
      if ('lock' in statement) {
        locks.push(statement.lock)
        return { rows: [], changes: 0 }
      }
      const before = prelude()
      const config = statements.configOf(statement)
      if (before !== '') {
        const prepared = client.query(before)
        if (!isPipelined) await prepared
        else {
          // Where the first fails, the second does so as well: the transaction that it is in has failed.
          const [first, second] = await Promise.allSettled([prepared, client.query(config)])
          if (first.status === 'rejected') throw first.reason
          if (second.status === 'rejected') throw second.reason
          return resultOf(second.value)
        }
      }
      return resultOf(await client.query(config))
    },

    async commit() {
      session.isWarned = false
      const { command } = await client.query('COMMIT')
      return command === 'COMMIT'
    },

    async rollback() {
      await client.query('ROLLBACK')
    },
  }
}

export const resultOf = (result: {
  readonly rows: readonly Record<string, unknown>[]
  readonly rowCount: number | null
}): SqlResult => ({ rows: result.rows.map(rowOf), changes: result.rowCount ?? 0 })

/** Locks are numbers, of this database. Two names of one number would wait for each other, and nothing worse. */
const keyOf = (name: string): bigint =>
  createHash('sha256').update(`oidc-step-up:${name}`).digest().readBigInt64BE()
