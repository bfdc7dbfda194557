import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { get, run, type Work } from './work.ts'

/**
 * How long what was buried stays buried, in seconds: far longer than any request runs. What had longer
 * to live is remembered for that long.
 */
const BURIED_FOR = 86_400

/** A session by its id (the cookie's value) or by its uid, which stays when the id changes; a grant. */
type Buried = 'session_id' | 'session_uid' | 'grant_id'

/**
 * Buried also when its time is over but not swept yet: a clock that jumps revives nothing. Whoever writes by the answer
 * has locked the name first, as has whoever buries.
 */
export function* isBuried(kind: Buried, name: string): Work<boolean> {
  const row = yield* get('SELECT 1 FROM tombstones WHERE kind = ?1 AND name = ?2', kind, name)
  return row !== undefined
}

/**
 * Remembers that this is dead, for as long as it could be written back. A tombstone never gets a shorter
 * life than it had; one without an end (NULL) stays for ever. Returns until when.
 *
 * @param lives until when it, or the last of its parts, would have lived; `Infinity` for ever
 */
export function* bury(now: Instant, kind: Buried, name: string, lives: number): Work<number> {
  const until = Math.max(lives, plusSeconds(now, BURIED_FOR))
  yield* run(
    `INSERT INTO tombstones (kind, name, expires_at) VALUES (?1, ?2, ?3)
    ON CONFLICT (kind, name) DO UPDATE SET expires_at = CASE
      WHEN tombstones.expires_at IS NULL OR excluded.expires_at IS NULL THEN NULL
      WHEN tombstones.expires_at > excluded.expires_at THEN tombstones.expires_at
      ELSE excluded.expires_at END`,
    kind,
    name,
    Number.isFinite(until) ? until : null,
  )
  return until
}
