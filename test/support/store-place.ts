import { Fault } from '../../src/kernel/faults.ts'
import type { Clock } from '../../src/kernel/instant.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { openPostgresStore } from '../../src/stores/postgres/open-postgres-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import type { StoreLimits } from '../../src/stores/limits.ts'
import type { Store } from '../../src/stores/store.ts'

/** Where a store is, in words that another process can be told. */
export type StorePlace = { readonly limits?: Partial<StoreLimits> } & (
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis' | 'postgres'; readonly url: string }
)

export interface Opening {
  readonly clock?: Clock
  readonly refuseVolatile?: boolean
}

export async function openPlace(place: StorePlace, opening: Opening = {}): Promise<Store> {
  const { limits = {} } = place
  if (place.kind === 'sqlite') return openSqliteStore({ path: place.path, limits })
  const { url } = place
  return place.kind === 'redis'
    ? openRedisStore({ url, limits, ...opening })
    : openPostgresStore({ url, limits, ...opening })
}

/** Where a server has only just started, or others open the same file, which on a busy machine takes longer than a store waits. */
export async function openPatiently(place: StorePlace, opening: Opening = {}): Promise<Store> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openPlace(place, opening)
    } catch (error) {
      if (attempt === 10 || !(error instanceof Fault)) throw error
    }
  }
}
