import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import type { Database } from './database.ts'

/**
 * How long what was buried stays buried, in seconds: far longer than any request runs. What had longer
 * to live is remembered for that long.
 */
const BURIED_FOR = 86_400

/** A session by its id (the cookie's value) or by its uid, which stays when the id changes; a grant. */
type Buried = 'session_id' | 'session_uid' | 'grant_id'

/** Buried also when its time is over but not swept yet: a clock that jumps revives nothing. */
export const isBuried = (database: Database, kind: Buried, name: string): boolean =>
  database.get('SELECT 1 FROM tombstones WHERE kind = ? AND name = ?', kind, name) !== undefined

/**
 * Remembers that this is dead, for as long as it could be written back. A tombstone never gets a shorter
 * life than it had; one without an end (NULL) stays for ever. Returns until when.
 *
 * @param lives until when it, or the last of its parts, would have lived; `Infinity` for ever
 */
export function bury(
  database: Database,
  now: Instant,
  kind: Buried,
  name: string,
  lives: number,
): number {
  const until = Math.max(lives, plusSeconds(now, BURIED_FOR))
  database.run(
    `INSERT INTO tombstones (kind, name, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (kind, name) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)`,
    kind,
    name,
    Number.isFinite(until) ? until : null,
  )
  return until
}
