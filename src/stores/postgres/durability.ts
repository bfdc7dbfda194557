import type { Client } from 'pg'
import { ConfigurationError } from '../../kernel/faults.ts'

interface Settings {
  readonly encoding: string
  readonly is_standby: boolean
  readonly read_only: string
  readonly fsync: string
  readonly full_page_writes: string
  readonly synchronous_commit: string
  readonly standbys: string
  readonly connected: number
}

/** What copies a database or its log takes over from nobody. Everybody is shown its name, and few its state. */
const SETTINGS = `SELECT
  current_setting('server_encoding') AS encoding,
  pg_is_in_recovery() AS is_standby,
  current_setting('transaction_read_only') AS read_only,
  current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS full_page_writes,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('synchronous_standby_names') AS standbys,
  CAST((SELECT count(*) FROM pg_stat_replication
    WHERE application_name NOT IN ('pg_basebackup', 'pg_receivewal')) AS INTEGER) AS connected`

/** What a database may be refused for that can be written. */
export interface Refused {
  /** It may lose what it has acknowledged when it crashes, or its standby takes over that it is told not to wait for. */
  readonly refuseVolatile: boolean
  /** It has a standby, and waits for none. */
  readonly refuseForgetful: boolean
}

const STANDBY =
  'this PostgreSQL takes no writes: it is a standby, or set to read only; name the address that leads to the primary'

/**
 * Refuses a database that cannot be written, or would not keep what it is given to keep: a used code would be accepted
 * again, and a removed device be back.
 *
 * @param refused what is refused besides
 * @returns what an operator should know
 * @throws ConfigurationError `store`
 */
export async function checkServer(client: Client, refused: Refused): Promise<readonly string[]> {
  const { rows } = await client.query<Settings>(SETTINGS)
  const [settings] = rows
  if (!settings) throw new TypeError('a query of one row had none')
  const { encoding, is_standby: isStandby, read_only: readOnly } = settings
  if (isStandby || readOnly !== 'off') throw new ConfigurationError('store', STANDBY)
  if (encoding !== 'UTF8') {
    throw new ConfigurationError('store', `the database is in ${encoding}: create it in UTF8`)
  }
  const problems = problemsOf(settings).map((problem) => `this PostgreSQL ${problem}`)
  const [first] = problems
  if (refused.refuseVolatile && first !== undefined) throw new ConfigurationError('store', first)
  const isForgetful = settings.connected > 0 && settings.standbys === ''
  if (refused.refuseForgetful && isForgetful) {
    const orAccept = 'or say postgres.lossyFailover: accept'
    throw new ConfigurationError('store', `this PostgreSQL ${FORGETFUL}, ${orAccept}`)
  }
  return [...problems, ...(isForgetful ? [`this PostgreSQL ${FORGETFUL}`] : [])].map(
    (problem) => `store: ${problem}`,
  )
}

const FORGETFUL =
  'has a standby that it does not wait for, which lacks what was acknowledged last when it takes over: a used code is accepted again then; set synchronous_standby_names'

function problemsOf(settings: Settings): readonly string[] {
  const { synchronous_commit: commit, standbys, connected } = settings
  const isReplicated = standbys !== '' || connected > 0
  return [
    ...(settings.fsync === 'on'
      ? []
      : ['does not wait for its disk, so that a crash may destroy the database: set fsync on']),
    ...(settings.full_page_writes === 'on'
      ? []
      : ['may be destroyed by a power cut: set full_page_writes on']),
    ...(commit === 'off'
      ? ['acknowledges what is not on its disk yet: set synchronous_commit on']
      : []),
    ...(commit === 'local' && isReplicated
      ? ['does not wait for its standby: set synchronous_commit on']
      : []),
  ]
}
