import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../../src/kernel/instant.ts'
import type { TwoHandles } from '../../../src/stores/conformance/property.ts'
import { openSqliteStore, type SqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'

/** A path for a database that does not exist yet, in a folder of its own. */
export interface TemporaryDatabase {
  readonly folder: string
  readonly path: string
  readonly remove: () => void
}

export function createTemporaryDatabase(): TemporaryDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  return {
    folder,
    path: join(folder, 'data', 'store.sqlite'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export function openTwoStores(clock?: Clock): TwoHandles<SqliteStore> {
  const { path, remove } = createTemporaryDatabase()
  const options = clock ? { path, clock } : { path }
  const first = openSqliteStore(options)
  const second = openSqliteStore(options)
  return {
    first,
    second,
    async close() {
      first.close()
      second.close()
      remove()
    },
  }
}
