import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { NOW } from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openRedisProxy } from '../../support/redis-proxy.ts'
import { openSharedRedis } from '../../support/shared-redis.ts'

const LOGIN = 'ann@example.com'

/** More than it takes to add an account. */
const ANSWERS = 12

const account = () => ({
  id: createAccountId(),
  login: LOGIN,
  displayName: 'Ann',
  email: LOGIN,
  createdAt: NOW,
})

async function openBehindProxy() {
  const redis = await openSharedRedis()
  const proxy = await openRedisProxy(redis)
  return { redis, proxy, store: await openRedisStore({ url: proxy.url }) }
}

type Opened = Awaited<ReturnType<typeof openBehindProxy>>

/** Adds an account that gets so many answers and no more: as of a process that dies there. */
async function addWith(answers: number, { redis, proxy, store }: Opened) {
  const first = account()
  proxy.loseAfter(answers)
  const added = await store.accounts.add(first, 'hash').catch(() => 'unknown')
  const { lost } = proxy
  await store.close()
  await proxy.close()
  return { redis, first, added, lost }
}

/** Minutes later somebody adds one with the same login. Tells whose it is. */
async function addAgain({ redis, first, added }: Awaited<ReturnType<typeof addWith>>) {
  const client = createClient({ url: redis.url, RESP: 2 })
  await client.connect()
  for (const key of await client.keys('step-up:*')) {
    if ((await client.pTTL(key)) > 0) await client.pExpire(key, 0)
  }

  const healthy = await openRedisStore({ url: redis.url })
  const second = account()
  const again = await healthy.accounts.add(second, 'hash')
  const stands = again ? second : first
  assert.equal((await healthy.accounts.findByLogin(LOGIN))?.account.id, stands.id)
  assert.equal(await healthy.accounts.find((again ? first : second).id), undefined)
  const listed = await healthy.accounts.list(undefined, 9)
  const addressed = await healthy.accounts.listByEmail(LOGIN, 9)
  const ids = [...listed.map(({ id }) => id), ...addressed.map((one) => one.account.id)]
  assert.deepEqual(ids, [stands.id, stands.id])
  const own = [`step-up:document:{${stands.id}}`, ...(await client.keys('step-up:login:*'))]
  for (const key of own) assert.equal(await client.pTTL(key), -1, 'it lasts')
  await client.close()
  await healthy.close()
  await redis.close()
  return `${added} ${again}`
}

describe('an account that is added to Redis, of which an answer is lost', () => {
  it('stands whole or not at all, and its login is taken once', async () => {
    const opened: Opened[] = []
    while (opened.length < ANSWERS) opened.push(await openBehindProxy())
    // At once, each in a database of its own: all wait in vain for an answer.
    const all = await Promise.all(opened.map((one, answers) => addWith(answers, one)))
    const outcomes: string[] = []
    for (const one of all) outcomes.push(await addAgain(one))
    assert.ok(outcomes.includes('unknown true') && outcomes.includes('unknown false'))
    assert.equal(outcomes.at(-1), 'true false')
    assert.equal(all.at(-1)?.lost, false, 'it never got all its answers')
  })
})
