import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, createCluster } from 'redis'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { plusSeconds, systemClock } from '../../../src/kernel/instant.ts'
import { SMALL_LIMITS } from '../../../src/stores/conformance/limits-conformance.ts'
import { NETWORK_KEY } from '../../../src/people/payload-keys.ts'
import { NOW } from '../../../src/stores/conformance/authenticator-samples.ts'
import { slotOf } from '../../../src/stores/redis/cluster-slot.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openSharedCluster, type SharedRedis } from '../../support/shared-redis.ts'
import { testEveryProperty } from '../test-every-property.ts'
import { PLACES, handlesOn } from '../places.ts'
import { testUnitsOfWork } from '../test-units-of-work.ts'

const CLUSTER = PLACES['a Redis Cluster']

describe('a Redis Cluster: conformance', () => {
  testEveryProperty(handlesOn(CLUSTER))
})

describe('a Redis Cluster: a request as one unit of work', () => {
  testUnitsOfWork(handlesOn(CLUSTER))
})

describe('in a Redis Cluster', () => {
  let redis: SharedRedis
  before(async () => {
    redis = await openSharedCluster()
  })
  after(() => redis.close())

  /** One of its masters, as a client is told. */
  const address = (): string => redis.url.replace('+cluster', '').split(',')[0] ?? ''

  it('a key is in the slot that the store thinks it is in', async () => {
    const client = createClient({ url: address() })
    await client.connect()
    for (const tag of ['0', '1', 'änn', 'a'.repeat(100)]) {
      assert.equal(slotOf(tag), await client.clusterKeySlot(`step-up:check:{${tag}}`))
    }
    await client.close()
  })

  it('a login that leads to an account that never came to be is taken by one of those who want it at once', async () => {
    const stores = await Promise.all([0, 1].map(() => openRedisStore({ url: redis.url })))
    const [store] = stores
    assert.ok(store)
    const login = 'ann@example.com'
    const account = () => ({
      id: createAccountId(),
      login,
      displayName: 'Ann',
      email: login,
      createdAt: NOW,
    })
    const first = account()
    assert.ok(await store.accounts.add(first, 'hash'))
    const client = createCluster({ rootNodes: [{ url: address() }] })
    await client.connect()
    await client.del(`step-up:document:{${first.id}}`)
    await client.close()
    const wanting = Array.from({ length: 20 }, account)
    const taken = await Promise.all(
      wanting.map((one, index) => (stores[index % 2] ?? store).accounts.add(one, 'hash')),
    )
    assert.equal(taken.filter(Boolean).length, 1)
    const found = await store.accounts.findByLogin(login)
    assert.equal(found?.account.id, wanting[taken.indexOf(true)]?.id)
    assert.equal((await store.accounts.list(undefined, 99)).length, 1)
    await Promise.all(stores.map((one) => one.close()))
  })

  it('each node is told how its clock stands to the Cluster’s, and how those of the others do', async () => {
    const stores = await Promise.all([0, 1].map(() => openRedisStore({ url: redis.url })))
    const [first, second] = stores
    const now = systemClock()
    await first?.compareClocks?.('first', plusSeconds(now, 3600))
    const compared = await second?.compareClocks?.('second', now)
    assert.ok(compared)
    assert.ok(Math.abs(compared.storeTime - now) < 60_000)
    assert.equal(compared.others.length, 1)
    assert.ok(Math.abs((compared.others[0] ?? 0) - 3_600_000) < 60_000)
    await Promise.all(stores.map((one) => one.close()))
  })

  it('acknowledgement of what is kept is refused: there it has other means', async () => {
    await assert.rejects(openRedisStore({ url: redis.url, durability: 'local' }), {
      path: 'redis.durability',
      message: /appendfsync always/,
    })
  })

  it('of many sign-ins begun at once as many are left as there may be, whichever master hears of them last', async () => {
    const open = () => openRedisStore({ url: redis.url, limits: SMALL_LIMITS })
    const stores = await Promise.all([open(), open()])
    const [store] = stores
    assert.ok(store)
    const cluster = createCluster({ rootNodes: [{ url: address() }] })
    await cluster.connect()
    const masterOf = (tag: string) => cluster.slots[slotOf(encodeURIComponent(tag))]?.master
    for (const pool of ['all', '192.0.2.0/24']) {
      const node = masterOf(pool)
      assert.ok(node)
      const late = await cluster.nodeClient(node)
      const names = Array.from({ length: 90 }, (_, index) => `late ${pool} ${index}`)
        .filter((name) => masterOf(`Interaction:${name}`) !== node)
        .slice(0, 45)
      const begin = (index: number, some: readonly string[]): readonly Promise<unknown>[] =>
        some.map((name) =>
          (stores[index] ?? store)
            .adapter('Interaction')
            .upsert(name, { [NETWORK_KEY]: '192.0.2.0/24', returnTo: 'back' }, 3600),
        )
      // The one that waits takes each store's at once, and the others one wave after the other.
      await late.sendCommand(['CLIENT', 'PAUSE', '400', 'ALL'])
      const begun = [...begin(0, names.slice(0, 20))]
      await sleep(100)
      begun.push(...begin(1, names.slice(20, 40)))
      await sleep(100)
      begun.push(...begin(0, names.slice(40)))
      await Promise.all(begun)
      const found = await Promise.all(names.map((name) => store.adapter('Interaction').find(name)))
      assert.equal(found.filter(Boolean).length, SMALL_LIMITS.interactionsPerNetwork, pool)
    }
    await cluster.close()
    await Promise.all(stores.map((one) => one.close()))
  })
})
