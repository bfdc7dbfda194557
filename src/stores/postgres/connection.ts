import { Client, Pool, type ClientConfig, type PoolClient } from 'pg'
import { fieldOf, present } from '../../kernel/typing.ts'
import { faultOf } from './failures.ts'
import { PATIENCE, lockTimeoutOf, silenceOf } from './patience.ts'
import { parsePostgresUrl, type PostgresTarget, type PostgresTls } from './postgres-url.ts'
import { TYPES } from './values.ts'

export interface ConnectionOptions {
  readonly url: string
  readonly tls?: PostgresTls | undefined
  /** @default 10 */
  readonly connections?: number | undefined
  /** @default PATIENCE */
  readonly patience?: number | undefined
}

/** A connection that is used by one at a time. */
export interface Session {
  readonly client: PoolClient
  /** A warning came: of a commit it means that what it promises is not certain. */
  isWarned: boolean
}

export interface Connections {
  /**
   * Whether a pooler is in between, so that the server's connection may be another for each transaction: nothing that is
   * set, prepared or locked for a session is this session's own.
   */
  readonly isPooled: boolean
  readonly patience: number
  /** @throws Fault `store_unavailable` */
  take(): Promise<Session>
  /** @param isOver it is not to be used again */
  release(session: Session, isOver: boolean): void
  close(): Promise<void>
}

/**
 * One connection, without timeouts of the server's: for what comes before all else.
 *
 * @param silence milliseconds for which an answer is waited for
 * @throws Fault `store_unavailable`
 */
export async function connectOnce(
  options: ConnectionOptions,
  silence = silenceOf(options.patience ?? PATIENCE),
): Promise<Client> {
  const client = new Client({ ...configOf(options), query_timeout: silence })
  client.on('error', ignored)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(ignored)
    throw faultOf(error, 'PostgreSQL is not reached')
  }
}

/** The number by which the server knows the connection. A pooler gives its clients numbers of its own. */
export async function isPooled(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return fieldOf(client, 'processID') !== rows[0]?.pid
}

/** @param pooled see `Connections.isPooled` */
export function openConnections(options: ConnectionOptions, pooled: boolean): Connections {
  const { connections = 10, patience = PATIENCE } = options
  const pool = new Pool({
    ...configOf(options),
    max: connections,
    query_timeout: silenceOf(patience),
    // Sent at once, a transaction's beginning and its first statement take one round trip.
    pipeline: !pooled,
    ...(pooled ? {} : timeoutsOf(patience)),
  })
  // An idle connection that breaks is gone from the pool by itself; unheard, its error would end the process.
  pool.on('error', ignored)
  const sessions = new WeakMap<PoolClient, Session>()
  pool.on('connect', (client) => {
    const session: Session = { client, isWarned: false }
    sessions.set(client, session)
    // Also while somebody has it and waits for something else.
    client.on('error', ignored)
    client.on('notice', ({ code = '' }) => {
      if (/^(?:01|57)/.test(code)) session.isWarned = true
    })
  })
  let closing: Promise<void> | undefined
  return {
    isPooled: pooled,
    patience,

    async take() {
      try {
        const client = await pool.connect()
        const session = sessions.get(client) ?? { client, isWarned: false }
        session.isWarned = false
        return session
      } catch (error) {
        throw faultOf(error, 'PostgreSQL is not reached')
      }
    },

    release({ client }, isOver) {
      // In a transaction that is still open the next one would be a stranger's.
      client.release(isOver || client.getTransactionStatus() !== 'I')
    },

    close: () => (closing ??= pool.end()),
  }
}

/** Given while connecting: a pooler refuses them. */
const timeoutsOf = (patience: number): ClientConfig => ({
  statement_timeout: patience,
  lock_timeout: lockTimeoutOf(patience),
  // A node that stands still in the middle of a transaction holds its locks no longer than that.
  idle_in_transaction_session_timeout: patience * 5,
})

function configOf({ url, tls = {}, patience = PATIENCE }: ConnectionOptions): ClientConfig {
  const target = parsePostgresUrl(url)
  const { host, port, user, password, database } = target
  return {
    host,
    port,
    user,
    // `pg` would look in the environment and in files.
    password: password ?? '',
    database,
    ssl: secureOf(target, tls),
    types: TYPES,
    application_name: 'oidc-step-up',
    connectionTimeoutMillis: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  }
}

const secureOf = ({ tls, host }: PostgresTarget, files: PostgresTls): ClientConfig['ssl'] =>
  tls !== 'none' && {
    ...present(files),
    rejectUnauthorized: true,
    ...(tls === 'authority' ? { checkServerIdentity: () => undefined } : {}),
    // A name, which an address is not, so that a server of several names shows the right one.
    ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }),
  }

const ignored = (): void => undefined
