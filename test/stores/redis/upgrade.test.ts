import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import { systemClock } from '../../../src/kernel/instant.ts'
import { documentSchema } from '../../../src/people/document/json-schema.ts'
import { upgradeRedisStore } from '../../../src/stores/redis/former/upgrade.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openWholeRedisStore } from '../../../src/stores/redis/transfer/open-whole-redis-store.ts'
import { fill, portable, readFormerStore } from '../../support/former-redis.ts'
import { openRedisProxy } from '../../support/redis-proxy.ts'
import { openSharedRedis, type SharedRedis } from '../../support/shared-redis.ts'
import { observe } from '../transfer/observe.ts'

const FORMER = readFormerStore()

const REFUSED = { path: 'store', message: /oidc-step-up store upgrade/ }

async function openFormer(): Promise<SharedRedis> {
  const redis = await openSharedRedis()
  await fill(redis.url, FORMER.keys)
  return redis
}

/** What today's store tells of what the former version wrote is what that version told. */
async function assertTheSame(url: string): Promise<void> {
  const store = await openRedisStore({ url, clock: () => FORMER.now })
  assert.deepEqual(portable(await observe(store, FORMER.known, FORMER.now)), FORMER.observed)
  await store.close()
}

async function keysOf(url: string, pattern = 'step-up:*'): Promise<readonly string[]> {
  const client = createClient({ url, RESP: 2 })
  await client.connect()
  const keys = await client.keys(pattern)
  await client.close()
  return keys
}

const kindsIn = (keys: readonly string[]): readonly string[] =>
  [...new Set(keys.map((key) => key.split(':')[1] ?? ''))].toSorted()

/** Kinds of keys that the former version alone has. */
const GONE = ['account', 'devices', 'enrolments', 'recovery', 'reset', 'email-changes', 'browsers']

describe('a store on Redis that a former version has written', () => {
  let redis: SharedRedis
  beforeEach(async () => {
    redis = await openFormer()
  })
  afterEach(() => redis.close())

  it('has all that there was', () => {
    const kinds = kindsIn(FORMER.keys.map(({ key }) => key))
    assert.deepEqual(
      [...GONE, 'leaving'].filter((kind) => !kinds.includes(kind)),
      [],
    )
  })

  it('is opened by no server, and copied by no command, before it is carried over', async () => {
    await assert.rejects(openRedisStore({ url: redis.url }), REFUSED)
    await assert.rejects(openWholeRedisStore({ url: redis.url }), REFUSED)
  })

  it('tells the same once it is carried over, and nothing of the former layout is left', async () => {
    const told: number[] = []
    const accounts = await upgradeRedisStore({
      url: redis.url,
      onProgress: (count) => told.push(count),
    })
    assert.equal(accounts, (await keysOf(redis.url, 'step-up:document:*')).length)
    assert.equal(told.at(-1), accounts)
    const kinds = kindsIn(await keysOf(redis.url))
    assert.deepEqual(
      kinds.filter((kind) => [...GONE, 'leaving'].includes(kind)),
      [],
    )
    await assertTheSame(redis.url)
    assert.equal(await upgradeRedisStore({ url: redis.url }), 0, 'there is nothing more to be done')
  })

  it('has its layout’s number afterwards, as one that was always new', async () => {
    await upgradeRedisStore({ url: redis.url })
    const store = await openRedisStore({ url: redis.url })
    assert.deepEqual(await store.schema?.(), { found: 2, known: 2 })
    await store.close()
    const empty = await openSharedRedis()
    const first = await openRedisStore({ url: empty.url })
    assert.deepEqual(await first.schema?.(), { found: 2, known: 2 })
    await first.close()
    assert.deepEqual(await keysOf(empty.url, 'step-up:layout:*'), ['step-up:layout:{all}'])
    await empty.close()
  })

  it('brings along what waits for its first code', async () => {
    const waiting = FORMER.keys.flatMap(({ key, value }) =>
      key.startsWith('step-up:enrolments:')
        ? [value].flat().filter((field, at) => at % 2 === 0 && field.endsWith(':by'))
        : [],
    )
    assert.ok(waiting.length > 0)
    await upgradeRedisStore({ url: redis.url })
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const found: string[] = []
    for (const key of await client.keys('step-up:document:*')) {
      const { waiting: own = [] } = documentSchema.parse(
        JSON.parse((await client.hGet(key, 'document')) ?? ''),
      )
      found.push(...own.map(({ id }) => `${id}:by`))
    }
    await client.close()
    assert.deepEqual(found.toSorted(), waiting.toSorted())
  })

  it('is opened by no server while it was carried over in part, and goes on from there', async () => {
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const count = async (kind: string) => (await client.keys(`step-up:${kind}:*`)).length
    const all = await count('account')
    // Something else stands where one of them has its devices.
    const [account] = await client.keys('step-up:account:*')
    const devices = account?.replace('account', 'devices') ?? ''
    await client.hSet(devices, 'order', '0')
    await client.rename(devices, 'away')
    await client.set(devices, 'in the way')
    await assert.rejects(upgradeRedisStore({ url: redis.url }), { code: 'store_unavailable' })
    const left = await count('account')
    assert.ok(left > 0 && left < all, `${left} of ${all} are left`)
    await assert.rejects(openRedisStore({ url: redis.url }), REFUSED)
    await client.rename('away', devices)
    await client.close()
    await upgradeRedisStore({ url: redis.url })
    await assertTheSame(redis.url)
  })

  it('goes on from there, whichever answer was lost', async () => {
    const lost: boolean[] = []
    for (const answers of [3, 5, 6, 7, 8, 9]) {
      const proxy = await openRedisProxy(redis)
      proxy.loseAfter(answers)
      await upgradeRedisStore({ url: proxy.url }).catch(() => undefined)
      lost.push(proxy.lost)
      await proxy.close()
    }
    assert.ok(lost.includes(true))
    await upgradeRedisStore({ url: redis.url })
    await assertTheSame(redis.url)
  })

  it('stops where it is asked to, and goes on from there', async () => {
    const stopped = upgradeRedisStore({ url: redis.url, signal: AbortSignal.abort() })
    await assert.rejects(stopped, { name: 'AbortError' })
    await assert.rejects(openRedisStore({ url: redis.url }), REFUSED)
    await upgradeRedisStore({ url: redis.url })
    await assertTheSame(redis.url)
  })

  it('takes away what is left of an account that the former version was removing', async () => {
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const [id = ''] = FORMER.known.accounts
    const [login = ''] = FORMER.known.logins
    const account = `step-up:account:{${id}}`
    const [email] = await client.hmGet(account, ['email'])
    await client.hSet('step-up:removals:{all}', id, JSON.stringify({ login, email, since: 1 }))
    const gone = (await client.keys(`step-up:*:{${id}}`)).filter((key) =>
      GONE.includes(key.split(':')[1] ?? ''),
    )
    assert.ok(gone.includes(account))
    // A history is JSON; in what was made up it is any text.
    await client.del([...gone, `step-up:activity:{${id}}`])
    await client.close()
    await upgradeRedisStore({ url: redis.url })
    const store = await openRedisStore({ url: redis.url })
    await store.sweep(10)
    const next = { id: 'next' as never, login, displayName: 'Next', createdAt: FORMER.now }
    assert.equal(await store.accounts.add(next), true)
    assert.deepEqual(await store.artefacts.sessionsOf(id as never, 10), [])
    await store.close()
  })
})

describe('a Redis on which a node of the former version is at work', () => {
  it('is opened by no server, nor carried over, until a minute after that has ended', async () => {
    const redis = await openSharedRedis()
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const leaveWord = (secondsAgo: number) =>
      client.hSet('step-up:clocks:{all}', 'Node-1', `-3:${systemClock() - secondsAgo * 1000}`)
    await leaveWord(30)
    const refused = { path: 'store', message: /the node "Node-1" .* 30 seconds ago/ }
    await assert.rejects(openRedisStore({ url: redis.url }), refused)
    await assert.rejects(upgradeRedisStore({ url: redis.url }), refused)
    await leaveWord(90)
    const store = await openRedisStore({ url: redis.url })
    // Nodes of this version are no such nodes.
    await store.compareClocks?.('Node-2', systemClock())
    await (await openRedisStore({ url: redis.url })).close()
    await store.close()
    await client.close()
    await redis.close()
  })
})

describe('a Redis that a newer version has written', () => {
  it('is opened by none that does not know it', async () => {
    const redis = await openSharedRedis()
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    await client.set('step-up:layout:{all}', '3')
    await client.close()
    const refused = { path: 'store', message: /layout 3/ }
    await assert.rejects(openRedisStore({ url: redis.url }), refused)
    await redis.close()
  })
})
