import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAccountId, type AccountId, type AuthenticatorId } from '../../../src/kernel/ids.ts'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { openStore } from '../../../src/server/open-store.ts'
import { locationOf } from '../../../src/server/store-location.ts'
import { NOW, confirmed } from '../../../src/stores/conformance/authenticator-samples.ts'
import { DEFAULT_LIMITS } from '../../../src/stores/limits.ts'
import {
  openPostgresStore,
  type PostgresStore,
} from '../../../src/stores/postgres/open-postgres-store.ts'
import {
  programOf,
  runProgram,
  startPostgres,
  type PostgresServer,
} from '../../support/postgres-server.ts'
import { clientOf } from '../../support/shared-postgres.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const STANDBY = 'standby_1'
const PRODUCTION = { refuseVolatile: true, refuseForgetful: true } as const

interface Device {
  readonly accountId: AccountId
  readonly id: AuthenticatorId
}

describe('a PostgreSQL whose standby may take over', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  const running: { close(): Promise<void> }[] = []
  const keep = <One extends { close(): Promise<void> }>(one: One): One => {
    running.unshift(one)
    return one
  }
  afterEach(async () => {
    for (const one of running.splice(0)) await one.close()
  })

  /** As docs/operations.md has it made, and following. */
  async function follow(primary: PostgresServer): Promise<PostgresServer> {
    const address = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${STANDBY}`
    const standby = keep(
      await startPostgres({
        makeFiles: (files) =>
          runProgram('pg_basebackup', [
            `--pgdata=${files}`,
            '--checkpoint=fast',
            '--write-recovery-conf',
            `--dbname=${address}`,
          ]),
      }),
    )
    await become(primary, `application_name = '${STANDBY}' AND state = 'streaming'`)
    return standby
  }

  /** Resolves when the primary has somebody connected to it of whom `condition` holds. */
  async function become(primary: PostgresServer, condition: string): Promise<void> {
    const client = await clientOf(primary.url)
    const sql = `SELECT 1 FROM pg_stat_replication WHERE ${condition}`
    while ((await client.query(sql)).rowCount === 0) await sleep(50)
    await client.end()
  }

  /** Whoever leads to the primary leads to it from now on. */
  async function promote(standby: PostgresServer): Promise<PostgresStore> {
    const client = await clientOf(standby.url)
    await client.query('SELECT pg_promote()')
    await client.end()
    return keep(await openPostgresStore({ url: standby.url }))
  }

  async function addDevice(store: PostgresStore): Promise<Device> {
    const accountId = createAccountId()
    const { id } = await confirmed(store.authenticators, accountId, 'Phone', 1 as TimeStep)
    return { accountId, id }
  }

  async function use(store: PostgresStore, { accountId, id }: Device, at: number) {
    const outcome = await store.attemptCode?.({
      accountId,
      subject: `totp:${accountId}`,
      policy: DEFAULT_THROTTLE,
      at: NOW,
      matches: [{ id, step: at as TimeStep }],
    })
    assert.equal(outcome?.outcome, 'charged')
    return 'accepted' in outcome ? 'accepted' : 'refused'
  }

  it('and that waits for none is refused in production, and reported elsewhere', async () => {
    const primary = keep(await startPostgres())
    const alone = keep(await openPostgresStore({ url: primary.url, ...PRODUCTION }))
    assert.deepEqual(alone.warnings, [])
    await follow(primary)
    await assert.rejects(openPostgresStore({ url: primary.url, ...PRODUCTION }), {
      path: 'store',
      message: /set synchronous_standby_names, or say postgres\.lossyFailover: accept$/,
    })
    const store = keep(await openPostgresStore({ url: primary.url }))
    assert.match(store.warnings.join(), /set synchronous_standby_names/)
  })

  it('and that waits for none is taken in production where its operator says so', async () => {
    const primary = keep(await startPostgres())
    await follow(primary)
    const open = (lossyFailover: 'refuse' | 'accept') =>
      openStore(
        {
          store: locationOf(primary.url),
          postgres: { connections: 2, lossyFailover },
          redis: { durability: 'none', lossyFailover: 'refuse' },
          profile: 'production',
          limits: DEFAULT_LIMITS,
        },
        { onWarning: (warning) => warnings.push(warning) },
      )
    const warnings: string[] = []
    await assert.rejects(open('refuse'), { path: 'store' })
    const store = await open('accept')
    await store.close()
    assert.equal(warnings.length, 1)
  })

  it('is not what copies it for a backup', async () => {
    const primary = keep(await startPostgres())
    const address = `host=127.0.0.1 port=${primary.port} user=postgres`
    const copying = spawn(
      programOf('pg_receivewal'),
      ['--directory', folder(), '--dbname', address],
      { stdio: 'ignore' },
    )
    try {
      await become(primary, 'true')
      const store = keep(await openPostgresStore({ url: primary.url, ...PRODUCTION }))
      assert.deepEqual(store.warnings, [])
    } finally {
      copying.kill('SIGKILL')
    }
  })

  it('accepts no used code again, where it is waited for', async () => {
    const primary = keep(await startPostgres())
    const standby = await follow(primary)
    const client = await clientOf(primary.url)
    await client.query(`ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (${STANDBY})'`)
    await client.query('SELECT pg_reload_conf()')
    await client.end()
    await become(primary, `sync_state = 'sync'`)
    const store = keep(await openPostgresStore({ url: primary.url, ...PRODUCTION }))
    const device = await addDevice(store)
    assert.equal(await use(store, device, 2), 'accepted')
    await primary.kill()
    const after = await promote(standby)
    assert.equal(await use(after, device, 2), 'refused')
    assert.equal(await use(after, device, 3), 'accepted')
  })

  it('accepts a used code again, where it is not and lacked that: as docs/security.md says', async () => {
    const primary = keep(await startPostgres())
    const standby = await follow(primary)
    const store = keep(await openPostgresStore({ url: primary.url }))
    const device = await addDevice(store)
    await become(primary, 'replay_lsn >= pg_current_wal_lsn()')
    await standby.shutDown()
    assert.equal(await use(store, device, 2), 'accepted')
    await primary.kill()
    await standby.restart()
    assert.equal(await use(await promote(standby), device, 2), 'accepted')
  })
})
