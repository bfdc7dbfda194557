import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../test/support/postgres-server.ts'
import { startRedis } from '../../test/support/redis-server.ts'

/** What our program keeps things in. */
export const STORES = ['sqlite', 'redis', 'postgres'] as const

export type Kept = (typeof STORES)[number]

export type StoreKind = 'memory' | Kept

export const STORE_NAMES = {
  sqlite: 'SQLite',
  redis: 'Redis',
  postgres: 'PostgreSQL',
} as const satisfies Record<Kept, string>

/** An empty store of one candidate's own, and a folder for its files. */
export interface Location {
  readonly kind: StoreKind
  readonly folder: string
  /** As a configuration names it; undefined for oidc-provider's own store in memory. */
  readonly store: string | undefined
  /** Of its Redis or its PostgreSQL. */
  readonly port: number | undefined
  close(): Promise<void>
}

/** What PostgreSQL does unless told otherwise, said all the same; the tests' servers have less memory. */
const POSTGRES = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '128MB',
  // A million accounts are filled in without a checkpoint for every GiB of them.
  max_wal_size: '4GB',
}

export async function openLocation(kind: StoreKind): Promise<Location> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-bench-'))
  const server = await serverOf(kind).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  return {
    kind,
    folder,
    store: server?.url ?? (kind === 'sqlite' ? `sqlite:${join(folder, 'data.sqlite')}` : undefined),
    port: server?.port,
    async close() {
      await server?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function serverOf(kind: StoreKind) {
  // Written to its disk, as production demands; each second, which is what Redis does unless told otherwise.
  if (kind === 'redis') return startRedis(['--appendonly', 'yes'])
  return kind === 'postgres' ? startPostgres({ settings: POSTGRES }) : undefined
}
