import { closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from 'node:sqlite'
import { ConfigurationError, Fault } from '../../kernel/faults.ts'
import type { SqlResult } from '../sql/work.ts'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** One connection. Whatever goes wrong inside is thrown as `Fault` (`store_unavailable`). */
export interface Database {
  /** Runs a statement; returns how many rows it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number
  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined
  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[]
  /** Runs a statement, and tells its rows and how many it changed. */
  execute(sql: string, values: readonly SQLInputValue[]): SqlResult
  /** Several statements without values. */
  exec(sql: string): void
  /**
   * Runs `work` in one transaction that holds the write lock from its beginning, so that what it reads
   * is still true when it writes, whatever other processes do. `work` is synchronous: a transaction
   * that waited for something would hold up every other writer. Within another one it is a part of it,
   * which stands and falls with the whole.
   */
  transaction<T>(work: () => T): T
  close(): void
}

/** How long a writer waits for its turn, in milliseconds. Nothing else is done meanwhile, in this process. */
const BUSY_TIMEOUT = 5000

/**
 * How long it waits once that was in vain, until it is let in again: then somebody holds the file who does
 * not let go (a tool, a backup), and a server that stood still for each request would answer none.
 */
const IMPATIENT = 50

/** Bytes. A -wal file that was longer, as a long reader makes it, is cut to that. */
const LONGEST_WAL = 67_108_864

/**
 * What an acknowledged write rests on. With `synchronous` below FULL (2) a power cut takes back
 * commits in WAL mode: a code used just before would be accepted again, a removed device would return.
 */
const REQUIRED = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: BUSY_TIMEOUT,
} as const

/**
 * Opens (and creates) a database file.
 *
 * @throws ConfigurationError `path` when the file cannot be created, or its durability not be had; `store` when it
 *   must exist and does not
 * @throws Fault `store_unavailable` when it is no database or cannot be read
 */
export function openDatabase(path: string, { mustExist = false } = {}): Database {
  const file = resolve(path)
  if (mustExist && !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new ConfigurationError('store', `there is no database ${file}`)
  }
  createPrivately(file)
  const database = guarded(() => new DatabaseSync(file, { timeout: BUSY_TIMEOUT }))
  try {
    makeDurable(database)
  } catch (error) {
    database.close()
    throw error
  }
  return connect(database)
}

/** Only the provider's own user may read sessions, password hashes and sealed secrets. */
function createPrivately(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // SQLite gives its -wal and -shm files the permissions of the database file.
    closeSync(openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600))
  } catch (cause) {
    throw new ConfigurationError('path', `"${file}" cannot be opened for writing`, { cause })
  }
}

/**
 * Has what is committed kept, and looks whether it is: SQLite says nothing of a setting that it cannot have.
 *
 * @throws ConfigurationError `path` where it is not
 */
export function makeDurable(database: DatabaseSync): void {
  guarded(() => configure(database))
  assertDurable(database)
}

function configure(database: DatabaseSync): void {
  // So that the disk is given back what is free. It must be said before a new file has anything in it.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  // Switching a new file to WAL asks for an exclusive lock without waiting for it: processes that
  // start together on a new file have to try again.
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      break
    } catch (error) {
      if (!isBusy(error) || attempt === 250) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_TIMEOUT / 250)
    }
  }
  database.exec('PRAGMA synchronous = FULL')
  // Where fsync does not reach the disk itself (macOS); elsewhere it does nothing.
  database.exec('PRAGMA fullfsync = ON')
  database.exec('PRAGMA foreign_keys = ON')
  // What a long reader has made of the -wal file is cut off again.
  database.exec(`PRAGMA journal_size_limit = ${LONGEST_WAL}`)
}

function assertDurable(database: DatabaseSync): void {
  for (const [pragma, required] of Object.entries(REQUIRED)) {
    const row = guarded(() => database.prepare(`PRAGMA ${pragma}`).get())
    const [actual] = Object.values(row ?? {})
    if (actual !== required) {
      const problem = `SQLite has ${pragma} ${String(actual)} here, not ${required}`
      throw new ConfigurationError('path', problem)
    }
  }
}

function connect(database: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>()
  const returning = new Map<string, boolean>()
  /** Whether a statement returns rows. */
  const hasRows = (sql: string): boolean => {
    const known = returning.get(sql)
    if (known !== undefined) return known
    const has = prepare(sql).columns().length > 0
    returning.set(sql, has)
    return has
  }
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  let patient = true
  function waitFor(milliseconds: number): void {
    patient = milliseconds === BUSY_TIMEOUT
    database.exec(`PRAGMA busy_timeout = ${milliseconds}`)
  }
  let inside = false
  /** After some errors (a full disk, for one) SQLite rolls back by itself; the rest would be kept alone. */
  function assertWhole(): void {
    if (inside && !database.isTransaction) throw new Error('the transaction was rolled back')
  }
  const run = (sql: string, ...values: readonly SQLInputValue[]): number =>
    guarded(() => {
      assertWhole()
      try {
        const { changes } = prepare(sql).run(...values)
        if (!patient) waitFor(BUSY_TIMEOUT)
        return Number(changes)
      } catch (error) {
        if (patient && isBusy(error)) waitFor(IMPATIENT)
        throw error
      }
    })
  return {
    run,
    get: (sql, ...values) =>
      guarded(() => {
        assertWhole()
        return prepare(sql).get(...values)
      }),
    all: (sql, ...values) => guarded(() => prepare(sql).all(...values)),
    execute(sql, values) {
      if (!guarded(() => hasRows(sql))) return { rows: [], changes: run(sql, ...values) }
      const rows = guarded(() => {
        assertWhole()
        return prepare(sql).all(...values)
      })
      return { rows, changes: rows.length }
    },
    exec: (sql) => guarded(() => database.exec(sql)),
    transaction(work) {
      if (inside || (database.isOpen && database.isTransaction)) return work()
      run('BEGIN IMMEDIATE')
      inside = true
      try {
        const result = work()
        run('COMMIT')
        return result
      } catch (error) {
        if (database.isOpen && database.isTransaction) run('ROLLBACK')
        throw error
      } finally {
        inside = false
      }
    },
    close() {
      statements.clear()
      if (database.isOpen) guarded(() => database.close())
    },
  }
}

/** SQLITE_BUSY (5) with any extension. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === 5

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new Fault('store_unavailable', 'the SQLite store cannot answer', { cause })
  }
}
