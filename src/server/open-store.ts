import { readFileSync } from 'node:fs'
import { ConfigurationError } from '../kernel/faults.ts'
import type { Store } from '../stores/store.ts'
import { openSqliteStore } from '../stores/sqlite/open-sqlite-store.ts'
import type { Configuration, StoreLocation, TlsFiles } from './config/configuration.ts'

type StoreConfiguration = Pick<Configuration, 'store' | 'redis' | 'postgres' | 'profile' | 'limits'>

export interface OpenStoreOptions {
  /** Told what an operator should know, in a sentence. */
  readonly onWarning?: (problem: string) => void
  /** A file that is not there is an error. A Redis or a database without anything in it is like any other one. */
  readonly mustExist?: boolean
}

/**
 * Opens the store that the configuration names.
 *
 * @throws ConfigurationError when it would lose what it is given
 * @throws Fault `store_unavailable` when it cannot be read
 */
export async function openStore(
  configuration: StoreConfiguration,
  { onWarning = () => {}, mustExist = false }: OpenStoreOptions = {},
): Promise<Store> {
  const { store, limits } = configuration
  if (store.kind === 'sqlite') return openSqliteStore({ path: store.path, limits, mustExist })
  const opened = await openShared(store, configuration)
  opened.warnings.forEach(onWarning)
  return opened
}

/** Loads the client where it is used: nobody else waits for it. */
async function openShared(
  { kind, url }: Exclude<StoreLocation, { kind: 'sqlite' }>,
  { redis, postgres, profile, limits }: StoreConfiguration,
) {
  const isProduction = profile === 'production'
  const { lossyFailover, ...settings } = kind === 'redis' ? redis : postgres
  const common = {
    url: url.reveal(),
    tls: tlsOf(kind, settings),
    refuseVolatile: isProduction,
    refuseForgetful: isProduction && lossyFailover === 'refuse',
    limits,
  }
  if (kind === 'redis') {
    const { openRedisStore } = await import('../stores/redis/open-redis-store.ts')
    return openRedisStore({ ...common, durability: redis.durability })
  }
  const { openPostgresStore } = await import('../stores/postgres/open-postgres-store.ts')
  return openPostgresStore({ ...common, connections: postgres.connections })
}

/**
 * Reads the files of a store.
 *
 * @throws ConfigurationError `redis.ca`, … for a file that cannot be read
 */
export function tlsOf(
  option: 'redis' | 'postgres',
  files: TlsFiles,
): Partial<Record<keyof TlsFiles, Buffer>> {
  const tls: Partial<Record<keyof TlsFiles, Buffer>> = {}
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = files[name]
    if (path === undefined) continue
    try {
      tls[name] = readFileSync(path)
    } catch (cause) {
      throw new ConfigurationError(`${option}.${name}`, `cannot read ${path}`, { cause })
    }
  }
  return tls
}
