import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openWholeRedisStore } from '../../../src/stores/redis/transfer/open-whole-redis-store.ts'
import { COMPILE_CACHE } from '../../support/compile-cache.ts'
import { openSharedRedis } from '../../support/shared-redis.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { backUp } from './describe-filling.ts'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))
const MANY = 3000

describe('a store that is filled', () => {
  const folder = temporaryFolder()

  it('by a command that is killed is filled by the next one', async () => {
    const file = join(folder(), 'backup')
    await backUp(file, MANY)
    const redis = await openSharedRedis()
    const env = {
      PATH: process.env['PATH'],
      ...COMPILE_CACHE,
      OIDC_STEP_UP_DATA_DIR: folder(),
      OIDC_STEP_UP_STORE: redis.url,
    }
    const command = (...args: string[]) =>
      spawn(process.execPath, [MAIN, 'restore', '--from', file, ...args], { env, stdio: 'ignore' })
    const whole = await openWholeRedisStore({ url: redis.url })
    const killed = command()
    const ended = once(killed, 'exit')
    while ((await whole.unfinishedSince()) === undefined) await sleep(5)
    killed.kill('SIGKILL')
    assert.deepEqual(await ended, [null, 'SIGKILL'])
    assert.notEqual(await whole.unfinishedSince(), undefined)
    await whole.close()
    assert.deepEqual(await once(command(), 'exit'), [4, null])
    assert.deepEqual(await once(command('--discard'), 'exit'), [0, null])
    const store = await openRedisStore({ url: redis.url })
    assert.equal((await store.accounts.list(undefined, MANY + 1)).length, MANY)
    await store.close()
    await redis.close()
  }).timeout(120_000)
})
