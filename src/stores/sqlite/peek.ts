import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { SCHEMA } from './schema.ts'

/** What stands at a path, looked at without changing it: opening the store would bring an older layout up to date. */
export type PeekedLayout = 'none' | 'older' | 'current' | 'newer' | 'unreadable'

export function peekLayout(path: string): PeekedLayout {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return 'none'
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      const row = database.prepare('SELECT max(version) AS version FROM migrations').get()
      const version = Number(row?.['version'] ?? 0)
      if (version === SCHEMA.length) return 'current'
      return version < SCHEMA.length ? 'older' : 'newer'
    } finally {
      database.close()
    }
  } catch {
    return 'unreadable'
  }
}
