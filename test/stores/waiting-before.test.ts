import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createClient } from 'redis'
import type { TimeStep } from '../../src/people/authenticator.ts'
import { createAccountId, createAuthenticatorId } from '../../src/kernel/ids.ts'
import {
  NOW,
  begin,
  firstCodeOf,
  newAuthenticator,
} from '../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { upgradeRedisStore } from '../../src/stores/redis/former/upgrade.ts'
import { openWholeRedisStore } from '../../src/stores/redis/transfer/open-whole-redis-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { SCHEMA } from '../../src/stores/sqlite/schema.ts'
import { openWholeSqliteStore } from '../../src/stores/sqlite/open-whole-sqlite-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { livingAt } from '../../src/stores/transfer/living.ts'
import { recordSchema } from '../../src/stores/transfer/record.ts'
import type { WholeStore } from '../../src/stores/transfer/whole-store.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ACCOUNT = createAccountId()
const CONFIRMED = createAuthenticatorId()
const BYTES = Buffer.from([0, 1, 2, 127, 128, 255])

/** As 0.1.0 has left it: one that signs in, and one beside it that waits. */
const LEFT = [
  { id: CONFIRMED, name: 'Phone', confirmedAt: NOW },
  { id: createAuthenticatorId(), name: 'Laptop', confirmedAt: null },
] as const

/** The one that waited is nobody's, holds no name, and does not come along. */
async function check(store: Store, whole: WholeStore): Promise<void> {
  const names = async () => (await store.authenticators.list(ACCOUNT)).map(({ name }) => name)
  assert.deepEqual(await names(), ['Phone'])
  assert.equal(await store.authenticators.acceptStep(ACCOUNT, CONFIRMED, 2 as TimeStep, NOW), true)
  assert.equal(await store.authenticators.rename(ACCOUNT, LEFT[1].id, 'Mine'), 'not_found')
  const laptop = newAuthenticator(ACCOUNT, 'laptop')
  assert.equal(await begin(store.authenticators, laptop), 'begun')
  const confirming = await store.authenticators.confirm(firstCodeOf(laptop, { limit: 2 }))
  assert.equal(confirming.outcome, 'confirmed')
  assert.equal(await store.authenticators.rename(ACCOUNT, CONFIRMED, 'Work'), 'renamed')
  assert.deepEqual((await names()).toSorted(), ['Work', 'laptop'])
  const copied: string[] = []
  for await (const batch of whole.read()) {
    for (const record of batch) {
      if (record.kind === 'account') copied.push(...record.devices.map(({ name }) => name))
    }
  }
  assert.deepEqual(copied.toSorted(), ['Work', 'laptop'])
  await whole.close()
}

describe('a store that 0.1.0 has written, with a device that waited', () => {
  const folder = temporaryFolder()

  const leave = (database: DatabaseSync): void => {
    for (const { id, name, confirmedAt } of LEFT) {
      database
        .prepare(
          `INSERT INTO authenticators (id, account_id, name, name_key, algorithm, digits, period,
            key_id, sealed, created_at, confirmed_at, last_step)
          VALUES (?, ?, ?, ?, 'SHA1', 6, 30, 'key-1', ?, ?, ?, ?)`,
        )
        .run(id, ACCOUNT, name, name.toLowerCase(), BYTES, NOW, confirmedAt, confirmedAt && 1)
    }
  }

  it('on SQLite: it is nobody’s', async () => {
    const path = join(folder(), 'store.sqlite')
    const database = new DatabaseSync(path)
    database.exec(
      `CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT`,
    )
    for (const [index, step] of SCHEMA.slice(0, 2).entries()) {
      assert.equal(typeof step, 'string')
      database.exec(String(step))
      database.exec(`INSERT INTO migrations VALUES (${index + 1}, 0)`)
    }
    leave(database)
    database.close()
    const store = openSqliteStore({ path })
    await check(store, openWholeSqliteStore({ path }))
    store.close()
  })

  it('in a backup: it does not come back', () => {
    const devices = LEFT.map(({ id, name, confirmedAt }) => ({
      id,
      name,
      parameters: { algorithm: 'SHA1', digits: 6, period: 30 } as const,
      secret: { keyId: 'key-1', bytes: BYTES.toString('base64') },
      createdAt: NOW,
      ...(confirmedAt === null ? {} : { confirmedAt, lastStep: 1 }),
    }))
    const empty = { id: ACCOUNT, trustedBrowsers: [], activity: [] }
    const account = (...of: typeof devices) =>
      recordSchema.parse({ kind: 'account', ...empty, devices: of })
    assert.deepEqual(livingAt(account(...devices), NOW), account(...devices.slice(0, 1)))
    assert.equal(livingAt(account(...devices.slice(1)), NOW), undefined)
  })

  it('on Redis: it is nobody’s', async () => {
    const redis = await openSharedRedis()
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const made = JSON.stringify({
      parameters: { algorithm: 'SHA1', digits: 6, period: 30 },
      keyId: 'key-1',
      sealed: BYTES.toString('base64'),
    })
    const fields = LEFT.flatMap(({ id, name, confirmedAt }, place) => {
      const own = { made, created: NOW, order: place + 1, name, nameKey: name.toLowerCase() }
      const all = confirmedAt === null ? own : { ...own, confirmed: confirmedAt, step: 1 }
      return Object.entries(all).flatMap(([field, value]) => [`${id}:${field}`, String(value)])
    })
    await client.sendCommand(['HSET', `step-up:devices:{${ACCOUNT}}`, 'order', '2', ...fields])
    await client.close()
    await upgradeRedisStore({ url: redis.url })
    const store = await openRedisStore({ url: redis.url })
    await check(store, await openWholeRedisStore({ url: redis.url }))
    await store.close()
    await redis.close()
  })
})
