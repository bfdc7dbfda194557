import { setTimeout as sleep } from 'node:timers/promises'
import { runProgram, startPostgres, type PostgresServer } from './postgres-server.ts'
import { clientOf } from './shared-postgres.ts'

const STANDBY = 'standby_1'

/** A copy that follows the primary, made as docs/operations.md says. */
export async function startStandby(primary: PostgresServer): Promise<PostgresServer> {
  const address = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${STANDBY}`
  const standby = await startPostgres({
    makeFiles: (files) =>
      runProgram('pg_basebackup', [
        `--pgdata=${files}`,
        '--checkpoint=fast',
        '--no-sync',
        '--write-recovery-conf',
        `--dbname=${address}`,
      ]),
  })
  await standsBeside(primary, `application_name = '${STANDBY}' AND state = 'streaming'`)
  return standby
}

/** Resolves when the primary has somebody connected to it who copies it, and of whom `condition` holds. */
export async function standsBeside(primary: PostgresServer, condition: string): Promise<void> {
  const client = await clientOf(primary.url)
  const question = `SELECT 1 FROM pg_stat_replication WHERE ${condition}`
  while ((await client.query(question)).rowCount === 0) await sleep(20)
  await client.end()
}

/** From now on nothing is acknowledged that the standby does not have. */
export async function waitForStandby(primary: PostgresServer): Promise<void> {
  await ask(primary, `ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (${STANDBY})'`)
  await ask(primary, 'SELECT pg_reload_conf()')
  await standsBeside(primary, `sync_state = 'sync'`)
}

/** Resolves when it takes writes. */
export const promote = (standby: PostgresServer): Promise<void> =>
  ask(standby, 'SELECT pg_promote()')

async function ask({ url }: PostgresServer, statement: string): Promise<void> {
  const client = await clientOf(url)
  await client.query(statement)
  await client.end()
}
