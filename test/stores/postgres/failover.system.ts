import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
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
import { programOf, startPostgres, type PostgresServer } from '../../support/postgres-server.ts'
import {
  promote,
  standsBeside,
  startStandby,
  waitForStandby,
} from '../../support/postgres-standby.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

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

  const follow = async (primary: PostgresServer): Promise<PostgresServer> =>
    keep(await startStandby(primary))

  /** Whoever leads to the primary leads to it from now on. */
  async function takeOver(standby: PostgresServer): Promise<PostgresStore> {
    await promote(standby)
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
      await standsBeside(primary, 'true')
      const store = keep(await openPostgresStore({ url: primary.url, ...PRODUCTION }))
      assert.deepEqual(store.warnings, [])
    } finally {
      copying.kill('SIGKILL')
    }
  })

  it('accepts no used code again, where it is waited for', async () => {
    const primary = keep(await startPostgres())
    const standby = await follow(primary)
    await waitForStandby(primary)
    const store = keep(await openPostgresStore({ url: primary.url, ...PRODUCTION }))
    const device = await addDevice(store)
    assert.equal(await use(store, device, 2), 'accepted')
    await primary.kill()
    const after = await takeOver(standby)
    assert.equal(await use(after, device, 2), 'refused')
    assert.equal(await use(after, device, 3), 'accepted')
  })

  it('accepts a used code again, where it is not and lacked that: as docs/security.md says', async () => {
    const primary = keep(await startPostgres())
    const standby = await follow(primary)
    const store = keep(await openPostgresStore({ url: primary.url }))
    const device = await addDevice(store)
    await standsBeside(primary, 'replay_lsn >= pg_current_wal_lsn()')
    await standby.shutDown()
    assert.equal(await use(store, device, 2), 'accepted')
    await primary.kill()
    await standby.restart()
    assert.equal(await use(await takeOver(standby), device, 2), 'accepted')
  })
})
