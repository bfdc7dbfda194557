import { readFileSync } from 'node:fs'
import { ConfigurationError } from '../kernel/faults.ts'
import type { Store } from '../stores/store.ts'
import { openSqliteStore } from '../stores/sqlite/open-sqlite-store.ts'
import type { Configuration, StoreLocation } from './config/configuration.ts'

type StoreConfiguration = Pick<Configuration, 'store' | 'redis' | 'profile' | 'limits'>

export interface OpenStoreOptions {
  /** Told what an operator should know, in a sentence. */
  readonly onWarning?: (problem: string) => void
  /** A file that is not there is an error. A Redis server without anything in it is like any other one. */
  readonly mustExist?: boolean
}

/**
 * Opens the store that the configuration names.
 *
 * @throws ConfigurationError when it would lose what it is given
 * @throws Fault `store_unavailable` when it cannot be read
 */
export async function openStore(
  { store, redis, profile, limits }: StoreConfiguration,
  { onWarning = () => {}, mustExist = false }: OpenStoreOptions = {},
): Promise<Store> {
  if (store.kind === 'sqlite') return openSqliteStore({ path: store.path, limits, mustExist })
  // Loaded where it is used: nobody else waits for the client.
  const { openRedisStore } = await import('../stores/redis/open-redis-store.ts')
  const opened = await openRedisStore({
    url: store.url.reveal(),
    refuseVolatile: profile === 'production',
    refuseForgetful: profile === 'production' && redis.lossyFailover === 'refuse',
    durability: redis.durability,
    tls: tlsOf(redis),
    limits,
  })
  opened.warnings.forEach(onWarning)
  return opened
}

/** PEM files by what they are for. */
export type TlsFiles = Readonly<Partial<Record<'ca' | 'cert' | 'key', string | undefined>>>

/** @throws ConfigurationError `redis.ca`, … for a file that cannot be read */
export function tlsOf(files: TlsFiles): Partial<Record<'ca' | 'cert' | 'key', Buffer>> {
  const tls: Partial<Record<'ca' | 'cert' | 'key', Buffer>> = {}
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = files[name]
    if (path === undefined) continue
    try {
      tls[name] = readFileSync(path)
    } catch (cause) {
      throw new ConfigurationError(`redis.${name}`, `cannot read ${path}`, { cause })
    }
  }
  return tls
}

/** As it is written in the configuration, without the password. */
export const storeName = (store: StoreLocation): string =>
  store.kind === 'sqlite'
    ? `sqlite:${store.path}`
    : store.url.reveal().replace(/(?<=:\/\/)[^@/]*@/, '')
