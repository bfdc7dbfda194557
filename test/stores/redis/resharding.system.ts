import { strict as assert } from 'node:assert'
import { createClient, type RedisClientType } from 'redis'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { NOW } from '../../../src/stores/conformance/authenticator-samples.ts'
import { slotOf } from '../../../src/stores/redis/cluster-slot.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openWholeRedisStore } from '../../../src/stores/redis/transfer/open-whole-redis-store.ts'
import type { WholeStore } from '../../../src/stores/transfer/whole-store.ts'
import { startRedisCluster, type RedisCluster } from '../../support/redis-cluster.ts'

const REFUSED = { code: 'source_changed', message: /Cluster move/ } as const

/** A slot in which nothing is, and that may go about. */
const EMPTY = slotOf('nothing of ours')

describe('a Redis Cluster whose slots are moved while it is copied', () => {
  let redis: RedisCluster
  let whole: WholeStore
  let clients: RedisClientType[]
  before(async () => {
    redis = await startRedisCluster()
    const store = await openRedisStore({ url: redis.url })
    for (let number = 0; number < 5; number += 1) {
      const [id, login] = [createAccountId(), `person ${number}`]
      await store.accounts.add({ id, login, displayName: login, createdAt: NOW }, 'hash')
    }
    await store.close()
    whole = await openWholeRedisStore({ url: redis.url })
    clients = await Promise.all(
      redis.masters.map(async ({ port }) => {
        const client: RedisClientType = createClient({ socket: { host: '127.0.0.1', port } })
        await client.connect()
        return client
      }),
    )
  })
  after(async () => {
    for (const client of clients) client.destroy()
    await whole.close()
    await redis.close()
  })

  /** Who has the slot, and who is to have it. */
  async function ends(): Promise<readonly (readonly [client: RedisClientType, id: string])[]> {
    const nodes = await Promise.all(
      clients.map(async (client) => {
        const ranges = await client.sendCommand<[number, number, [string, number, string]][]>([
          'CLUSTER',
          'SLOTS',
        ])
        const id = await client.sendCommand<string>(['CLUSTER', 'MYID'])
        const has = ranges.some(
          ([from, to, [, , owner]]) => from <= EMPTY && EMPTY <= to && owner === id,
        )
        return { has, end: [client, id] as const }
      }),
    )
    return nodes.toSorted((a, b) => Number(b.has) - Number(a.has)).map(({ end }) => end)
  }

  async function read(): Promise<number> {
    let accounts = 0
    for await (const batch of whole.read()) {
      accounts += batch.filter(({ kind }) => kind === 'account').length
    }
    return accounts
  }

  it('is not copied while one is on its way', async () => {
    assert.equal(await read(), 5)
    const [[from, fromId] = [], [to, toId] = []] = await ends()
    assert.ok(from && to && fromId && toId)
    const setSlot = (client: RedisClientType, ...words: string[]) =>
      client.sendCommand(['CLUSTER', 'SETSLOT', String(EMPTY), ...words])
    await setSlot(to, 'IMPORTING', fromId)
    await setSlot(from, 'MIGRATING', toId)
    await assert.rejects(read(), REFUSED)
    await setSlot(to, 'STABLE')
    await setSlot(from, 'STABLE')
    assert.equal(await read(), 5)
  })

  it('has no list of what is sealed while one is on its way, nor across it', async () => {
    const store = await openRedisStore({ url: redis.url })
    const told = { code: 'store_unavailable', message: /Cluster move/ }
    const first = await store.sealed.list(undefined, 1)
    const [[from, fromId] = [], [to, toId] = []] = await ends()
    assert.ok(from && to && fromId && toId)
    const setSlot = (client: RedisClientType, ...words: string[]) =>
      client.sendCommand(['CLUSTER', 'SETSLOT', String(EMPTY), ...words])
    await setSlot(to, 'IMPORTING', fromId)
    await setSlot(from, 'MIGRATING', toId)
    await assert.rejects(store.sealed.list(undefined, 1), told)
    await setSlot(to, 'STABLE')
    await setSlot(from, 'STABLE')
    await store.sealed.list(first.next, 1)
    for (const client of clients) await setSlot(client, 'NODE', toId)
    await assert.rejects(store.sealed.list(first.next, 1), told)
    for (let next: string | undefined; ;) {
      const page = await store.sealed.list(next, 1)
      if (page.next === undefined) break
      next = page.next
    }
    await store.close()
  })

  it('is not taken for copied when one has moved meanwhile', async () => {
    const [, [, toId] = []] = await ends()
    assert.ok(toId)
    const reading = whole.read()[Symbol.asyncIterator]()
    await reading.next()
    for (const client of clients) {
      await client.sendCommand(['CLUSTER', 'SETSLOT', String(EMPTY), 'NODE', toId])
    }
    await assert.rejects(async () => {
      while (!(await reading.next()).done);
    }, REFUSED)
    assert.equal(await read(), 5)
  })
})
