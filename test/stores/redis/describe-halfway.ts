import { strict as assert } from 'node:assert'
import { createAccountId, createMailId } from '../../../src/kernel/ids.ts'
import { plusSeconds, systemClock, type Clock } from '../../../src/kernel/instant.ts'
import {
  ALL,
  NOTHING,
  holdingsOf,
  settled,
} from '../../../src/stores/conformance/account-samples.ts'
import { DEFAULT_LIMITS } from '../../../src/stores/limits.ts'
import { openConnection } from '../../../src/stores/redis/connection.ts'
import { createRedisStore } from '../../../src/stores/redis/create-redis-store.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import type { Store } from '../../../src/stores/store.ts'
import { cutOff } from '../../support/cut-off-connection.ts'
import { openRedisAdmin, type RedisAdmin } from '../../support/redis-admin.ts'
import type { SharedRedis } from '../../support/shared-redis.ts'

const NOW = systemClock()

/** More than twice as many commands as any of these takes. */
const MOST_STEPS = 400

const ann = () => ({
  id: createAccountId(),
  login: 'ann@example.com',
  displayName: 'Ann',
  email: 'ann@example.com',
  createdAt: NOW,
})

/** A process that dies somewhere in between, whatever it was doing, is made up for by those that live. */
export function describeHalfway(where: string, openRedis: () => Promise<SharedRedis>): void {
  describe(`${where}: what somebody has begun who crashed`, () => {
    let redis: SharedRedis
    let admin: RedisAdmin
    before(async () => {
      redis = await openRedis()
      admin = await openRedisAdmin(redis.url)
    })
    after(async () => {
      await admin.close()
      await redis.close()
    })

    async function openCutOff() {
      const connection = cutOff(await openConnection(redis.url))
      const store = createRedisStore(connection, {
        clock: systemClock,
        limits: DEFAULT_LIMITS,
        durability: 'none',
      })
      return { connection, store }
    }

    /** Does it anew each time, with an answer or a command more, until it is done. */
    async function cutOffEverywhere<T>(
      prepare: (store: Store) => Promise<T>,
      work: (store: Store, prepared: T) => Promise<unknown>,
      look: (store: Store, prepared: T, outcome: 'done' | 'unknown') => Promise<string>,
      clock: Clock = systemClock,
    ): Promise<ReadonlySet<string>> {
      const seen = new Set<string>()
      for (let step = 0; step <= MOST_STEPS; step += 1) {
        await redis.empty()
        const { connection, store } = await openCutOff()
        const prepared = await prepare(store)
        connection.cutOffAfter(step >> 1, step % 2 ? 'answer' : 'command')
        const outcome = await work(store, prepared).then(
          () => 'done' as const,
          () => 'unknown' as const,
        )
        const { isCutOff } = connection
        await store.close()
        const healthy = await openRedisStore({ url: redis.url, clock })
        seen.add(`${outcome}: ${await look(healthy, prepared, outcome)}`)
        await healthy.close()
        if (!isCutOff) return seen
      }
      throw new Error('it never came to its end')
    }

    it('a new address comes with its history and its mail, or there is none of it', async () => {
      const mail = () => ({
        id: createMailId(),
        sealed: { keyId: 'key-1', bytes: Uint8Array.from([1, 2, 3]) },
        createdAt: NOW,
      })
      const seen = await cutOffEverywhere(
        async (store) => {
          const account = ann()
          await store.accounts.add(account, 'hash')
          return account.id
        },
        (store, accountId) =>
          store.together(accountId, async () => {
            await store.accounts.setEmail(accountId, 'new@example.com')
            await store.activity.add(accountId, NOW, '{"type":"email_changed"}')
            await store.outbox.add({ ...mail(), accountId })
          }),
        async (store, accountId, outcome) => {
          await madeOlder(admin)
          await store.sweep(10)
          const changed = (await store.accounts.find(accountId))?.email === 'new@example.com'
          const found = async (email: string) => (await store.accounts.listByEmail(email, 9)).length
          assert.equal((await store.activity.list(accountId, undefined, 9)).length, Number(changed))
          assert.equal(await store.outbox.waitingFor(accountId), Number(changed))
          assert.equal(await found('new@example.com'), Number(changed))
          assert.equal(await found('ann@example.com'), Number(!changed))
          const claimed = await store.outbox.claim(NOW, plusSeconds(NOW, 60))
          assert.equal(claimed !== undefined, changed)
          assert.deepEqual(await admin.keys('step-up:held:*'), [])
          if (outcome === 'done') assert.ok(changed)
          return changed ? 'changed' : 'as it was'
        },
      )
      assert.deepEqual(seen, new Set(['unknown: as it was', 'unknown: changed', 'done: changed']))
    })

    it('an account is added whole or not at all, and its login is taken once', async () => {
      const seen = await cutOffEverywhere(
        async () => ann(),
        (store, account) => store.accounts.add(account, 'hash'),
        async (store, first, outcome) => {
          await ended(admin)
          const second = { ...ann(), email: 'other@example.com' }
          const again = await store.accounts.add(second, 'hash')
          const stands = again ? second : first
          assert.equal((await store.accounts.findByLogin(first.login))?.account.id, stands.id)
          const gone = again ? first : second
          assert.equal(await store.accounts.find(gone.id), undefined)
          assert.deepEqual(await store.accounts.listByEmail(gone.email, 9), [])
          const listed = await store.accounts.list(undefined, 9)
          assert.deepEqual(
            listed.map(({ id }) => id),
            [stands.id],
          )
          for (const key of await admin.keys('step-up:[dl]o*')) {
            assert.equal(await admin.send(key, 'PTTL', key), -1, `${key} lasts`)
          }
          if (outcome === 'done') assert.equal(again, false)
          return again ? 'taken again' : 'stands'
        },
      )
      assert.deepEqual(seen, new Set(['unknown: taken again', 'unknown: stands', 'done: stands']))
    })

    for (const by of ['sweeping', 'the login'] as const) {
      it(`an account that is removed stands whole, or is gone (${by})`, async () => {
        const later = () => (by === 'sweeping' ? plusSeconds(systemClock(), 120) : systemClock())
        const seen = await cutOffEverywhere(
          (store) => settled(store, 'ann'),
          (store, { account }) => store.removal.remove(account.id),
          async (store, one, outcome) => {
            const stood = (await store.accounts.find(one.account.id)) !== undefined
            if (by === 'sweeping') await store.sweep(10)
            const next = { ...one.account, id: createAccountId() }
            assert.equal(await store.accounts.add(next, 'another hash'), !stood)
            const held = await holdingsOf(store, one)
            assert.deepEqual(held, stood ? ALL : { ...NOTHING, accounts: 1, addresses: 1 })
            if (outcome === 'done') assert.ok(!stood)
            return stood ? 'stands' : 'gone'
          },
          later,
        )
        assert.deepEqual(seen, new Set(['unknown: stands', 'unknown: gone', 'done: gone']))
      })
    }
  })
}

/** What was held at that moment was so long ago. */
async function madeOlder(admin: RedisAdmin): Promise<void> {
  const held = 'step-up:held:{outbox}'
  const ids = (await admin.send(held, 'ZRANGE', held, '0', '-1')) as string[]
  for (const id of ids) await admin.send(held, 'ZADD', held, '1', id)
}

/** Whatever ends by itself has ended. */
async function ended(admin: RedisAdmin): Promise<void> {
  for (const key of await admin.keys('step-up:*')) {
    if (Number(await admin.send(key, 'PTTL', key)) > 0) await admin.send(key, 'DEL', key)
  }
}
