import { strict as assert } from 'node:assert'
import { createAccountId, createMailId } from '../../../src/kernel/ids.ts'
import { systemClock } from '../../../src/kernel/instant.ts'
import { DEFAULT_LIMITS } from '../../../src/stores/limits.ts'
import { openConnection, type Connection } from '../../../src/stores/redis/connection.ts'
import { createRedisStore } from '../../../src/stores/redis/create-redis-store.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import type { Store } from '../../../src/stores/store.ts'
import { openRedisAdmin } from '../../support/redis-admin.ts'
import { openSharedCluster, type SharedRedis } from '../../support/shared-redis.ts'

const NOW = systemClock()
const HELD = 'step-up:held:{outbox}'

/** Does something before an account is written, as of a process that was held up there. */
const heldUp = (connection: Connection, meanwhile: () => Promise<void>): Connection => ({
  ...connection,
  async run(script, keys, ...values) {
    if (script.lasts && keys[0].startsWith('step-up:document:')) await meanwhile()
    return connection.run(script, keys, ...values)
  },
})

describe('a Redis Cluster: accounts, and what is on other nodes', () => {
  let redis: SharedRedis
  let stores: readonly [Store, Store]
  before(async () => {
    redis = await openSharedCluster()
    const open = () => openRedisStore({ url: redis.url })
    stores = [await open(), await open()]
  })
  after(async () => {
    for (const store of stores) await store.close()
    await redis.close()
  })

  const added = async (login: string) => {
    const account = { id: createAccountId(), login, displayName: login, createdAt: NOW }
    await stores[0].accounts.add(account, 'hash')
    return account
  }

  it('a login that somebody is taking is refused as taken, to an action that wants it as well', async () => {
    const slower = { id: createAccountId(), login: 'dora', displayName: 'Dora', createdAt: NOW }
    const other = { ...slower, id: createAccountId() }
    let runs = 0
    const told: boolean[] = []
    const connection = heldUp(await openConnection(redis.url), async () => {
      const isAdded = await stores[1].together(other.id, () => {
        runs += 1
        return stores[1].accounts.add(other, 'hash')
      })
      told.push(isAdded)
    })
    const slow = createRedisStore(connection, {
      clock: systemClock,
      limits: DEFAULT_LIMITS,
      durability: 'none',
    })
    assert.equal(await slow.accounts.add(slower, 'hash'), true)
    await slow.close()
    assert.deepEqual([told, runs], [[false], 2])
    assert.equal((await stores[0].accounts.findByLogin('dora'))?.account.id, slower.id)
  })

  it('a mail that was given up, because its change was held up for so long, brings no change', async () => {
    const { id } = await added('ann')
    const admin = await openRedisAdmin(redis.url)
    const connection = heldUp(await openConnection(redis.url), async () => {
      const mails = (await admin.send(HELD, 'ZRANGE', HELD, '0', '-1')) as string[]
      for (const mail of mails) await admin.send(HELD, 'ZADD', HELD, '1', mail)
      await stores[1].sweep(10)
    })
    const slow = createRedisStore(connection, {
      clock: systemClock,
      limits: DEFAULT_LIMITS,
      durability: 'none',
    })
    const sealed = { keyId: 'key-1', bytes: Uint8Array.from([1]) }
    const changing = slow.together(id, async () => {
      await slow.accounts.setEmail(id, 'new@example.com')
      await slow.outbox.add({ id: createMailId(), accountId: id, sealed, createdAt: NOW })
    })
    await assert.rejects(changing, { code: 'store_unavailable' })
    assert.equal((await stores[1].accounts.find(id))?.email, undefined)
    assert.equal(await stores[1].outbox.waitingFor(id), 0)
    assert.deepEqual(await stores[1].accounts.listByEmail('new@example.com', 9), [])
    await slow.close()
    await admin.close()
  })

  it('an account is found by the address that it has, however many change that at once', async () => {
    const { id } = await added('ben')
    const addresses = ['one@example.com', 'two@example.com', 'three@example.com']
    for (let round = 0; round < 20; round += 1) {
      const changes = Array.from({ length: 6 }, (_, at) =>
        stores[at % 2 ? 1 : 0].accounts.setEmail(id, addresses[(round + at) % 3]),
      )
      await Promise.all(changes)
      const account = await stores[0].accounts.find(id)
      for (const address of addresses) {
        const found = await stores[1].accounts.listByEmail(address, 9)
        assert.equal(found.length, Number(address === account?.email), `${round}: ${address}`)
      }
    }
  })
})
