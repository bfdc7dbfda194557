import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TimeStep } from '../../../src/authenticators/authenticator.ts'
import { createAccountId } from '../../../src/ids.ts'
import { systemClock } from '../../../src/instant.ts'
import {
  newAuthenticator,
  EVER,
  LIMIT,
} from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openWholeRedisStore } from '../../../src/stores/redis/transfer/open-whole-redis-store.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import {
  TABLES,
  openWholeSqliteStore,
} from '../../../src/stores/sqlite/transfer/open-whole-sqlite-store.ts'
import { backupStore } from '../../../src/stores/transfer/backup.ts'
import { migrateStore } from '../../../src/stores/transfer/migrate.ts'
import { restoreBackup } from '../../../src/stores/transfer/restore.ts'
import { startRedis } from '../../support/redis-server.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { PLACES, using, type Place } from './stores.ts'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))
const RULES = { withSessions: false, dropRecoveryCodes: false }
const MANY = 3000
const clock = systemClock

/** Says where it was refused, and by what. */
const UNFINISHED = {
  code: 'configuration_invalid',
  path: 'store',
  message: /has not ended/,
} as const

describe('a store that is filled', () => {
  const folder = temporaryFolder()

  /** A backup of so many accounts, each with a device. */
  async function backup(count: number): Promise<{ file: string; path: string }> {
    const [file, path] = [join(folder(), 'backup'), join(folder(), 'origin.sqlite')]
    const store = openSqliteStore({ path })
    const people = Array.from({ length: count }, async (_, number) => {
      const device = newAuthenticator(createAccountId(), 'Phone')
      const { accountId: id } = device
      await store.accounts.add(
        { id, login: `person ${number}`, displayName: '', createdAt: clock() },
        'hash',
      )
      await store.authenticators.add({ ...device, createdAt: clock() }, LIMIT, EVER)
      await store.authenticators.confirm(id, device.id, 1 as TimeStep, clock(), EVER)
    })
    await Promise.all(people)
    store.close()
    await using(Promise.resolve(openWholeSqliteStore({ path })), (whole) =>
      backupStore(whole, file, { clock }),
    )
    return { file, path }
  }

  for (const [name, open] of Object.entries(PLACES)) {
    describe(`on ${name}`, () => {
      let place: Place
      before(async () => {
        place = await open()
      })
      after(() => place.close())
      beforeEach(() => place.empty())

      const restore = (file: string, discard = false) =>
        using(place.openWhole(clock), (whole) =>
          restoreBackup(file, whole, RULES, { clock, discard }),
        )

      const logins = () =>
        using(place.open(clock), async ({ accounts }) =>
          (await accounts.list(undefined, 100)).map(({ login }) => login),
        )

      it('and was cut off, is opened by nobody, filled by nobody, and emptied where that is asked for', async () => {
        const { file } = await backup(3)
        await using(place.openWhole(clock), async (whole) => {
          assert.deepEqual(await whole.begin(clock()), { outcome: 'begun' })
          const id = createAccountId()
          const profile = { login: 'half', displayName: '', createdAt: clock() }
          const lists = { devices: [], trustedBrowsers: [], activity: [] }
          await whole.write([{ kind: 'account', id, profile, ...lists }])
          // Whoever did so is heard of no more.
        })
        await assert.rejects(place.open(clock), UNFINISHED)
        await using(place.openWhole(clock), (whole) =>
          assert.rejects(backupStore(whole, join(folder(), 'other'), { clock }), UNFINISHED),
        )
        await assert.rejects(restore(file), { code: 'import_unfinished' })
        const { restored } = await restore(file, true)
        assert.equal(restored.counts.accounts, 3)
        assert.deepEqual(await logins(), ['person 0', 'person 1', 'person 2'])
        // What is whole is emptied by no word.
        await assert.rejects(restore(file, true), { code: 'store_not_empty' })
        assert.equal((await logins()).length, 3)
      })

      it('is filled by one of those who begin at once', async () => {
        const wholes = await Promise.all(Array.from({ length: 4 }, () => place.openWhole(clock)))
        const begun = await Promise.all(wholes.map((whole) => whole.begin(clock())))
        assert.equal(begun.filter(({ outcome }) => outcome === 'begun').length, 1)
        await Promise.all(wholes.map((whole) => whole.close()))
      })

      it('from one that somebody writes to meanwhile, is empty again, and it is told', async () => {
        const { path } = await backup(3)
        let further = 0
        await using(Promise.resolve(openWholeSqliteStore({ path })), (source) =>
          using(place.openWhole(clock), (target) =>
            assert.rejects(
              migrateStore(source, target, {
                clock,
                onProgress(stage) {
                  if (stage !== 'copying' || further > 0) return
                  further += 1
                  const store = openSqliteStore({ path })
                  const account = { id: createAccountId(), login: 'late', displayName: '' }
                  void store.accounts
                    .add({ ...account, createdAt: clock() }, 'hash')
                    .finally(() => store.close())
                },
              }),
              { code: 'source_changed' },
            ),
          ),
        )
        assert.equal(further, 1)
        assert.deepEqual(await logins(), [])
      })

      it('is empty again where it was stopped', async () => {
        const { file } = await backup(500)
        const stopping = new AbortController()
        await using(place.openWhole(clock), (whole) =>
          assert.rejects(
            restoreBackup(file, whole, RULES, {
              clock,
              signal: stopping.signal,
              onProgress: (stage) => {
                if (stage === 'copying') stopping.abort()
              },
            }),
          ),
        )
        assert.deepEqual(await logins(), [])
      })
    })
  }

  it('by a command that is killed is filled by the next one', async () => {
    const { file } = await backup(MANY)
    const redis = await startRedis()
    const env = {
      PATH: process.env['PATH'],
      OIDC_STEP_UP_DATA_DIR: folder(),
      OIDC_STEP_UP_STORE: redis.url,
    }
    const command = (...args: string[]) =>
      spawn(process.execPath, [MAIN, 'restore', '--from', file, ...args], { env, stdio: 'ignore' })
    const whole = await openWholeRedisStore({ url: redis.url })
    const killed = command()
    const ended = once(killed, 'exit')
    while ((await whole.unfinishedSince()) === undefined) await sleep(5)
    killed.kill('SIGKILL')
    assert.deepEqual(await ended, [null, 'SIGKILL'])
    assert.notEqual(await whole.unfinishedSince(), undefined)
    await whole.close()
    assert.deepEqual(await once(command(), 'exit'), [4, null])
    assert.deepEqual(await once(command('--discard'), 'exit'), [0, null])
    const store = await openRedisStore({ url: redis.url })
    assert.equal((await store.accounts.list(undefined, MANY + 1)).length, MANY)
    await store.close()
    await redis.close()
  }).timeout(120_000)
})

describe('what is emptied of an SQLite store', () => {
  const folder = temporaryFolder()

  it('is every table but the one that tells its version', async () => {
    const path = join(folder(), 'a.sqlite')
    openSqliteStore({ path }).close()
    const database = new DatabaseSync(path)
    const tables = database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
      .all()
      .map(({ name }) => String(name))
    database.close()
    assert.deepEqual(tables.toSorted(), [...Object.keys(TABLES), 'migrations'].toSorted())
  })
})
