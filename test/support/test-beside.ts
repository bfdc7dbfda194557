import { strict as assert } from 'node:assert'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAccountId } from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { openSharedRedis } from './shared-redis.ts'

/**
 * One of two files that `shared-redis.test.ts` runs at the same time: each does the next thing when both have
 * done what comes before, and so neither ends unless the other runs.
 *
 * @param folder where they leave word for each other
 */
export function testBeside(folder: string, own: string, other: string): void {
  async function bothHave(done: string): Promise<void> {
    writeFileSync(join(folder, `${own} ${done}`), '')
    while (!existsSync(join(folder, `${other} ${done}`))) await sleep(10)
  }

  it(`${own}: is alone in its database while ${other} fills and empties another`, async () => {
    const redis = await openSharedRedis()
    const store = await openRedisStore({ url: redis.url })
    const logins = async () =>
      (await store.accounts.list(undefined, 9)).map(({ displayName }) => displayName)
    const add = () =>
      store.accounts.add({
        id: createAccountId(),
        login: 'the same login',
        displayName: own,
        createdAt: systemClock(),
      })
    assert.equal(await add(), true)
    await bothHave('written')
    assert.equal(await add(), false)
    assert.deepEqual(await logins(), [own])
    await bothHave('looked')
    if (own < other) await redis.empty()
    await bothHave('emptied')
    assert.deepEqual(await logins(), own < other ? [] : [own])
    await store.close()
    await redis.close()
    console.log(redis.url)
  })
}
