import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Fault } from '../../kernel/faults.ts'
import type { SqlEngine, SqlResult, Statement, Work } from '../sql/work.ts'
import type { Connections, Session } from './connection.ts'
import {
  faultOf,
  isBroken,
  isConflict,
  isForgotten,
  isLost,
  isSilent,
  isStale,
} from './failures.ts'
import { lockTimeoutOf } from './patience.ts'
import { createStatements, type Statements } from './statements.ts'
import { createTransaction, resultOf } from './transaction.ts'
import { createTurns } from './turns.ts'

/** How often a work is begun that others are in the way of. Each time another one has gone on. */
const ATTEMPTS = 6

/** How one attempt stands. */
interface Attempt {
  readonly session: Session
  /** The last that PostgreSQL, or the connection, failed with. */
  failure?: unknown
  /** What was sent last makes it last. */
  mayBeKept: boolean
}

/**
 * Runs works on connections of a pool, and waits for each answer.
 *
 * What PostgreSQL says to have undone is done anew from its beginning, as is what was going on when a connection broke,
 * but for a commit: whether that was kept nobody knows, and it is a fault.
 */
export function createPostgresEngine(connections: Connections): SqlEngine {
  const { isPooled, patience } = connections
  const statements = createStatements(!isPooled)
  const settings = isPooled
    ? `SET LOCAL statement_timeout = ${patience}; SET LOCAL lock_timeout = ${lockTimeoutOf(patience)};`
    : ''

  // Longer than for a lock: whoever waits here keeps nobody from anything.
  const turns = createTurns(patience * 3)

  async function attempt<T>(run: (current: Attempt) => Promise<T>): Promise<T> {
    for (let attempts = 1; ; attempts += 1) {
      const session = await connections.take()
      const current: Attempt = { session, mayBeKept: false }
      try {
        return await run(current)
      } catch (error) {
        if (!mayRepeat(current, attempts)) throw error
      } finally {
        const { failure } = current
        connections.release(
          session,
          session.isWarned || (failure !== undefined && isBroken(failure)),
        )
      }
      // Who was in each other's way would be so again.
      await wait(randomInt(2 ** attempts))
    }
  }

  function mayRepeat({ failure, mayBeKept }: Attempt, attempts: number): boolean {
    if (failure === undefined) return false
    if (isForgotten(failure)) statements.forget()
    if (isConflict(failure) || isForgotten(failure) || isStale(failure)) return attempts < ATTEMPTS
    // It was broken before it was taken, most of the time; if it is PostgreSQL that is gone, so are all the others. Nobody
    // waits for an answer twice.
    return isLost(failure) && !isSilent(failure) && !mayBeKept && attempts === 1
  }

  const alone = aloneBy(statements)

  return {
    name: 'postgres',

    read: (work) => attempt((current) => perform(work(), alone(current))),

    once: (work) =>
      attempt(async (current) => {
        const send = alone(current)
        const value = await perform(work(), (statement) => {
          if (current.mayBeKept) throw new TypeError('this is more than one statement')
          current.mayBeKept = true
          return send(statement)
        })
        assertCertain(current.session)
        return value
      }),

    async change(work) {
      const first = begin(work)
      const release = await turns.take(first.locks)
      let isFirst = true
      try {
        return await attempt((current) => {
          const { locks, rest } = isFirst ? first : begin(work)
          isFirst = false
          return commit(current, locks, rest)
        })
      } finally {
        release()
      }
    },
  }

  async function commit<T>(current: Attempt, locks: readonly string[], rest: Work<T>): Promise<T> {
    const { session } = current
    const options = { statements, settings, isPipelined: !isPooled }
    const transaction = createTransaction(session, options, locks)
    let value
    try {
      value = await perform(rest, (statement) => noting(current, transaction.send(statement)))
    } catch (error) {
      if (transaction.isBegun())
        await noting(current, transaction.rollback()).catch(() => undefined)
      throw error
    }
    if (!transaction.isBegun()) return value
    current.mayBeKept = true
    if (!(await noting(current, transaction.commit()))) {
      throw new Fault('store_unavailable', 'PostgreSQL has rolled back what was to be committed')
    }
    assertCertain(session)
    return value
  }
}

/** A work that has told what it locks before all else, and waits to go on. */
interface Begun<T> {
  readonly locks: readonly string[]
  readonly rest: Work<T>
}

function begin<T>(work: () => Work<T>): Begun<T> {
  const running = work()
  const locks: string[] = []
  let next = running.next()
  while (!next.done && 'lock' in next.value) {
    locks.push(next.value.lock)
    next = running.next(NOTHING)
  }
  return { locks, rest: goingOn(running, next) }
}

/** The rest of a work, from the statement on that it waits for. */
function* goingOn<T>(running: Work<T>, from: IteratorResult<Statement, T>): Work<T> {
  let next = from
  while (!next.done) {
    let result: SqlResult
    try {
      result = yield next.value
    } catch (error) {
      next = running.throw(error)
      continue
    }
    next = running.next(result)
  }
  return next.value
}

const NOTHING: SqlResult = { rows: [], changes: 0 }

/** Has what goes wrong remembered, and thrown as a fault. */
async function noting<T>(current: Attempt, sent: Promise<T>): Promise<T> {
  try {
    return await sent
  } catch (error) {
    current.failure = error
    throw faultOf(error, current.mayBeKept && isBroken(error) ? UNCERTAIN : undefined)
  }
}

/** Each statement by itself. */
const aloneBy =
  (statements: Statements) =>
  (current: Attempt) =>
  async (statement: Statement): Promise<SqlResult> => {
    if ('lock' in statement) throw new TypeError('what is locked ends with the statement')
    const { client } = current.session
    return resultOf(await noting(current, client.query(statements.configOf(statement))))
  }

/** What is read in it is of one moment, whoever writes meanwhile. */
export async function openSnapshot(connections: Connections): Promise<Snapshot> {
  const session = await connections.take()
  const current: Attempt = { session, mayBeKept: false }
  const query = (text: string) => noting(current, session.client.query(text))
  const close = async (): Promise<void> => {
    await query('ROLLBACK').catch(() => undefined)
    connections.release(session, current.failure !== undefined)
  }
  // Without names: the connection is the pool's, and may know others by them.
  const send = aloneBy(createStatements(false))
  try {
    // Whoever reads a whole store pauses for as long as it takes to write what was read.
    await query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
      SET LOCAL idle_in_transaction_session_timeout = 0`)
  } catch (error) {
    await close()
    throw error
  }
  return { name: 'postgres', read: (work) => perform(work(), send(current)), close }
}

type Snapshot = Pick<SqlEngine, 'name' | 'read'> & { readonly close: () => Promise<void> }

const UNCERTAIN = 'PostgreSQL has not said whether it has kept a change'

/**
 * A commit whose wait for a standby is ended (by an administrator, or at a shutdown) is reported as a success, with a
 * warning: what it has written may be gone after a failover. Its text is in the server's language, so any warning counts.
 */
function assertCertain({ isWarned }: Session): void {
  if (isWarned) throw new Fault('store_unavailable', `${UNCERTAIN}: a warning came with the commit`)
}

async function perform<T>(
  work: Work<T>,
  send: (statement: Statement) => Promise<SqlResult>,
): Promise<T> {
  let next = work.next()
  while (!next.done) {
    let result: SqlResult
    try {
      result = await send(next.value)
    } catch (error) {
      next = work.throw(error)
      continue
    }
    next = work.next(result)
  }
  return next.value
}
