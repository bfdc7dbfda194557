import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import { systemClock } from '../../src/kernel/instant.ts'
import { commandLine } from '../support/command-line.ts'
import { fill, readFormerStore } from '../support/former-redis.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'

describe('oidc-step-up store upgrade', () => {
  const { run } = commandLine()
  let redis: SharedRedis
  beforeEach(async () => {
    redis = await openSharedRedis()
    await fill(redis.url, readFormerStore().keys)
  })
  afterEach(() => redis.close())

  const onRedis = (...args: string[]) =>
    run(['--json', ...args], { env: { OIDC_STEP_UP_STORE: redis.url } })

  it('is what every other command asks for, and after it they work', async () => {
    const before = await onRedis('accounts', 'list')
    assert.equal(before.code, 2)
    assert.match(before.stdout, /oidc-step-up store upgrade/)
    const upgraded = await onRedis('store', 'upgrade')
    assert.equal(upgraded.code, 0, upgraded.stderr)
    const { accounts } = upgraded.json() as { accounts: number }
    assert.ok(accounts > 10, `${accounts}`)
    const after = await onRedis('accounts', 'list')
    assert.equal(after.code, 0, after.stderr)
    assert.deepEqual((await onRedis('store', 'upgrade')).json(), { accounts: 0 })
  })

  it('is not done while a node of the former version is at work, which it names', async () => {
    const client = createClient({ url: redis.url })
    await client.connect()
    await client.hSet('step-up:clocks:{all}', 'Node-1', `0:${systemClock()}`)
    await client.close()
    const refused = await onRedis('store', 'upgrade')
    assert.equal(refused.code, 2)
    assert.match(refused.stdout, /the node \\"Node-1\\" of a former version/)
  })

  it('has nothing to do on SQLite', async () => {
    const { code, stdout } = await run(['store', 'upgrade'])
    assert.equal(code, 0)
    assert.match(stdout, /a SQLite file is carried over when it is opened/)
  })
})
