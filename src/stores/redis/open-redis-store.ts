import { closeAll } from '../../kernel/close-all.ts'
import { systemClock, type Clock } from '../../kernel/instant.ts'
import { DEFAULT_LIMITS, type StoreLimits } from '../limits.ts'
import type { Store } from '../store.ts'
import { loadScripts, openConnection } from './connection.ts'
import { createRedisStore } from './create-redis-store.ts'
import type { Durability } from './durabilities.ts'
import { checkDurability } from './durability.ts'
import { settleLayout } from './layout.ts'
import type { RedisTls } from './link.ts'
import { refuseForbidding } from './probe.ts'
import { parseRedisUrl } from './redis-url.ts'
import { refuseUnfinishedImport } from './unfinished-import.ts'

/** Which Redis, and what is asked of it. */
export interface RedisStoreOptions {
  /** `redis://`, `redis+cluster://` or `redis+sentinel://`; `rediss…` with TLS. */
  readonly url: string
  /** @default systemClock */
  readonly clock?: Clock
  /**
   * Refuse a Redis that keeps nothing on its disk. It is told in `warnings` otherwise.
   * @default false
   */
  readonly refuseVolatile?: boolean
  /**
   * Refuse a Redis with a replica that may take over without what was acknowledged last: one behind a Sentinel, or with replicas,
   * that does not wait for any (`min-replicas-to-write`). It is told in `warnings` otherwise.
   * @default false
   */
  readonly refuseForgetful?: boolean
  /**
   * What a change to an account's protection waits for before it is acknowledged: a device confirmed or
   * removed, recovery codes made or used, a new password, an account disabled, trust, grants and sessions
   * ended. `local` and `replica` take Redis 7.2 with `appendonly yes`, and no Cluster; with `appendfsync
   * everysec` such an answer takes up to two seconds. What is not confirmed in time is answered by a
   * `Fault`, though it may have been written.
   * @default 'none'
   */
  readonly durability?: Durability
  /** For `rediss:`, PEM: whom to believe instead of the public authorities, and what to show. */
  readonly tls?: RedisTls
  /** @default DEFAULT_LIMITS */
  readonly limits?: Partial<StoreLimits>
}

/** Everything that the provider keeps, in Redis, which any number of nodes may share. */
export interface RedisStore extends Store {
  /** What an operator should know of this Redis. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

/**
 * @throws ConfigurationError `redis.durability` for a Redis that cannot confirm, `store` for a URL that is none, and for a Redis that may throw away what
 *   is stored, while an import into it has not ended, and for a store that a former version has written, or is at work on
 * @throws Fault `store_unavailable` when nobody answers there
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const { url, clock = systemClock, durability = 'none', tls } = options
  const { refuseVolatile = false, refuseForgetful = false } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const connection = await openConnection(url, { tls, durability })
  let warnings: readonly string[]
  try {
    const watched = parseRedisUrl(url).kind === 'sentinel'
    const wanted = { refuseVolatile, refuseForgetful, durability, watched }
    warnings = await checkDurability(connection, wanted)
    await loadScripts(connection)
    await refuseForbidding(connection, durability)
    await refuseUnfinishedImport(connection)
    await settleLayout(connection)
  } catch (error) {
    await closeAll(() => connection.close()).catch(() => undefined)
    throw error
  }
  return { warnings, ...createRedisStore(connection, { clock, limits, durability }) }
}
