import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import { Fault } from '../../../src/kernel/faults.ts'
import { NOW } from '../../../src/stores/conformance/authenticator-samples.ts'
import type { RedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { ownTime } from '../../support/own-time.ts'
import type { RedisProcess } from '../../support/redis-server.ts'

/** Milliseconds within which somebody is told, and within which it works again. */
export const TOLD = 2000
const BACK = 15_000

/** What is remembered of it can be counted afterwards. */
const POLICY = { ...DEFAULT_THROTTLE, free: 30_000, lockAt: 30_001 }

export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always']

export const MANNERS: Readonly<
  Record<string, Record<'away' | 'back', (redis: RedisProcess) => Promise<void>>>
> = {
  killed: { away: (redis) => redis.kill(), back: (redis) => redis.restart() },
  frozen: { away: async (redis) => redis.freeze(), back: async (redis) => redis.thaw() },
}

export const charge = (store: RedisStore, subject = 'one') =>
  store.attempts.charge(`test:${subject}`, POLICY, NOW)

/** Resolves how long it took until the store said that it is not there. */
export async function refused(work: Promise<unknown>): Promise<number> {
  const passed = ownTime()
  await assert.rejects(
    work,
    (error) => error instanceof Fault && error.code === 'store_unavailable',
  )
  return passed()
}

export async function isBack(work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now()
  for (;;) {
    const failed: unknown = await work().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failed === undefined) return
    if (performance.now() - begun > BACK) throw failed
    await sleep(50)
  }
}
