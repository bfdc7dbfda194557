import type { Client } from 'pg'
import { openConnections, type Connections } from '../../../src/stores/postgres/connection.ts'
import { createPostgresEngine } from '../../../src/stores/postgres/engine.ts'
import { run, type SqlEngine, type SqlValue, type Work } from '../../../src/stores/sql/work.ts'
import { clientOf, openSharedPostgres, type SharedPostgres } from '../../support/shared-postgres.ts'

/** A database of one's own for the `describe` that it is called in. */
export interface SharedDatabase {
  readonly url: () => string
  /** Somebody else who is connected to it. */
  readonly other: () => Client
  /** An engine of its own, closed after the test. */
  readonly engine: (options?: EngineOptions) => SqlEngine
  readonly connections: (options?: EngineOptions) => Connections
}

interface EngineOptions {
  readonly url?: string
  readonly connections?: number
  readonly pooled?: boolean
}

/** Milliseconds: no less, as PostgreSQL looks for deadlocks after a second. */
export const PATIENCE = 1500

export function sharedDatabase(setUp = 'CREATE TABLE notes (text TEXT)'): SharedDatabase {
  let database: SharedPostgres | undefined
  let other: Client | undefined
  const opened: Connections[] = []
  before(async () => {
    database = await openSharedPostgres()
    other = await clientOf(database.url)
    await other.query(setUp)
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()))
  })
  after(async () => {
    await other?.end()
    await database?.close()
  })
  const url = (): string => database?.url ?? ''
  const connections = (options: EngineOptions = {}): Connections => {
    const one = openConnections(
      { url: options.url ?? url(), patience: PATIENCE, connections: options.connections },
      options.pooled ?? false,
    )
    opened.push(one)
    return one
  }
  return {
    url,
    other: () => {
      if (!other) throw new Error('there is no database outside a test')
      return other
    },
    connections,
    engine: (options) => createPostgresEngine(connections(options)),
  }
}

export const note = (text: SqlValue): Work<number> => run('INSERT INTO notes VALUES (?1)', text)

export async function notesIn(client: Client): Promise<unknown[]> {
  const { rows } = await client.query<{ text: string }>('SELECT text FROM notes ORDER BY text')
  return rows.map(({ text }) => text)
}

/** Ends the connections of stores, as an administrator does. */
export const END_STORES = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'oidc-step-up'`
