import type { Store } from '../stores/store.ts'
import { openSqliteStore } from '../stores/sqlite/open-sqlite-store.ts'
import type { Configuration, StoreLocation } from './config/configuration.ts'

/**
 * Opens the store that the configuration names.
 *
 * @param onWarning told what an operator should know, in a sentence
 * @throws ConfigurationError when it would lose what it is given
 * @throws Fault `store_unavailable` when it cannot be read
 */
export async function openStore(
  { store, profile }: Pick<Configuration, 'store' | 'profile'>,
  onWarning: (problem: string) => void = () => {},
): Promise<Store> {
  if (store.kind === 'sqlite') return openSqliteStore({ path: store.path })
  // Loaded where it is used: nobody else waits for the client.
  const { openRedisStore } = await import('../stores/redis/open-redis-store.ts')
  const opened = await openRedisStore({
    url: store.url.reveal(),
    refuseVolatile: profile === 'production',
  })
  opened.warnings.forEach(onWarning)
  return opened
}

/** As it is written in the configuration, without the password. */
export const storeName = (store: StoreLocation): string =>
  store.kind === 'sqlite'
    ? `sqlite:${store.path}`
    : store.url.reveal().replace(/(?<=:\/\/)[^@/]*@/, '')
