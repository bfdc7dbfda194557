import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis } from '../../test/support/redis-server.ts'

export type StoreKind = 'memory' | 'sqlite' | 'redis'

/** An empty store of one candidate's own, and a folder for its files. */
export interface Location {
  readonly kind: StoreKind
  readonly folder: string
  /** As a configuration names it; undefined for oidc-provider's own store in memory. */
  readonly store: string | undefined
  /** Of its Redis. */
  readonly port: number | undefined
  close(): Promise<void>
}

export async function openLocation(kind: StoreKind): Promise<Location> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-bench-'))
  // Written to its disk, as production demands; each second, which is what Redis does unless told otherwise.
  const redis = kind === 'redis' ? await startRedis(['--appendonly', 'yes']) : undefined
  return {
    kind,
    folder,
    store: redis?.url ?? (kind === 'sqlite' ? `sqlite:${join(folder, 'data.sqlite')}` : undefined),
    port: redis?.port,
    async close() {
      await redis?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
