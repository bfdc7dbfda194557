import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Store } from '../../src/stores/store.ts'
import type { Kept } from './location.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** How each is opened: where, what opens it, and what that is told. */
const OPENERS = {
  sqlite: {
    file: 'src/stores/sqlite/open-sqlite-store.ts',
    opener: 'openSqliteStore',
    told: (store: string) => ({ path: store.slice('sqlite:'.length) }),
  },
  redis: {
    file: 'src/stores/redis/open-redis-store.ts',
    opener: 'openRedisStore',
    told: (store: string) => ({ url: store }),
  },
  postgres: {
    file: 'src/stores/postgres/open-postgres-store.ts',
    opener: 'openPostgresStore',
    told: (store: string) => ({ url: store }),
  },
} as const satisfies Record<Kept, unknown>

/** Whether the checkout there keeps things in such a store. */
export const knowsStore = (kind: Kept, root = ROOT): boolean =>
  existsSync(join(root, OPENERS[kind].file))

/**
 * Opens a store by the checkout whose program will open it: another may keep things in another way, and refuse what a
 * newer one has written.
 */
export async function openStoreOf(kind: Kept, store: string, root = ROOT): Promise<Store> {
  const { file, opener, told } = OPENERS[kind]
  const module = (await import(pathToFileURL(join(root, file)).href)) as Readonly<
    Record<string, (options: unknown) => Promise<Store>>
  >
  const open = module[opener]
  if (!open) throw new Error(`there is no ${opener} in ${join(root, file)}`)
  return open(told(store))
}
