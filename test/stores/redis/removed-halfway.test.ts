import { strict as assert } from 'node:assert'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { plusSeconds, systemClock } from '../../../src/kernel/instant.ts'
import {
  ALL,
  NOTHING,
  holdingsOf,
  settled,
} from '../../../src/stores/conformance/account-samples.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openRedisProxy } from '../../support/redis-proxy.ts'
import { openSharedRedis } from '../../support/shared-redis.ts'

/** After so many answers the process dies; the last are more than a removal takes. */
const ANSWERS = [1, 3, 6, 12, 24, 36, 200]

async function openSettled() {
  const redis = await openSharedRedis()
  const proxy = await openRedisProxy(redis)
  const store = await openRedisStore({ url: proxy.url })
  return { redis, proxy, store, ann: await settled(store, 'ann') }
}

type Opened = Awaited<ReturnType<typeof openSettled>>

/** Removes an account and gets so many answers and no more. */
async function removeWith(answers: number, { redis, proxy, store, ann }: Opened) {
  proxy.loseAfter(answers)
  const outcome = await store.removal.remove(ann.account.id).then(
    () => 'removed',
    () => 'unknown',
  )
  const { lost } = proxy
  await store.close()
  await proxy.close()
  return { redis, ann, outcome, lost }
}

type Removed = Awaited<ReturnType<typeof removeWith>>

/** Two minutes later a node sweeps, or somebody takes the login before one does. */
async function goOn({ redis, ann, outcome }: Removed, by: 'sweeping' | 'the login') {
  const clock = () => (by === 'sweeping' ? plusSeconds(systemClock(), 120) : systemClock())
  const healthy = await openRedisStore({ url: redis.url, clock })
  const stood = (await healthy.accounts.find(ann.account.id)) !== undefined
  if (by === 'sweeping') await healthy.sweep(100)
  const next = { ...ann.account, id: createAccountId() }
  const added = await healthy.accounts.add(next, 'another hash')
  assert.equal(added, !stood)
  const held = await holdingsOf(healthy, ann)
  if (stood) assert.deepEqual(held, ALL)
  else assert.deepEqual(held, { ...NOTHING, accounts: 1, addresses: 1 })
  // Swept, taken or whole: nothing is left to be done, and nothing happens to whoever has the login now.
  await healthy.sweep(100)
  assert.equal((await healthy.accounts.findByLogin('ann')) !== undefined, true)
  await healthy.close()
  await redis.close()
  return `${outcome}, ${stood ? 'stands' : 'gone'}`
}

for (const by of ['sweeping', 'the login'] as const) {
  describe(`an account that is removed from Redis, of which an answer is lost (${by})`, () => {
    it('stands whole, or is gone as soon as somebody sweeps or takes its login', async () => {
      const opened: [number, Opened][] = []
      for (const answers of ANSWERS) opened.push([answers, await openSettled()])
      // At once, each in a database of its own: all wait in vain for an answer.
      const all = await Promise.all(opened.map((one) => removeWith(...one)))
      const outcomes: string[] = []
      for (const one of all) outcomes.push(await goOn(one, by))
      assert.ok(outcomes.includes('unknown, stands'), String(outcomes))
      assert.ok(outcomes.includes('unknown, gone'), String(outcomes))
      assert.equal(outcomes.at(-1), 'removed, gone')
      assert.equal(all.at(-1)?.lost, false, 'it never got all its answers')
    })
  })
}
