import type { AdapterPayload } from 'oidc-provider'
import { formerIdsUntil } from '../../people/payload-keys.ts'
import type { Instant } from '../../kernel/instant.ts'
import { findArtefact, putArtefact } from './artefacts.ts'
import type { Database } from './database.ts'

/** What stands under a former id: the session's uid, for as long as it leads there. */
const FORMER = 'FormerSession'

/** Ids that a session replaces lead to it where it says so; else none leads there from here on. */
export function passOn(
  database: Database,
  now: Instant,
  ids: readonly string[],
  payload: AdapterPayload,
  uid: string,
): void {
  const until = formerIdsUntil(payload, now)
  if (until === undefined) return endFormerIds(database, uid)
  for (const id of ids) {
    putArtefact(database, now, FORMER, id, { uid }, Math.floor((until - now) / 1000))
  }
}

export function endFormerIds(database: Database, uid: string): void {
  database.run('DELETE FROM artefacts WHERE model = ? AND uid = ?', FORMER, uid)
}

/** An id is destroyed: neither it nor any before it leads anywhere. */
export function forgetFormerIds(database: Database, id: string): void {
  database.run(
    `DELETE FROM artefacts WHERE model = ? AND (id = ? OR
      uid IN (SELECT uid FROM artefacts WHERE model = 'Session' AND id = ?))`,
    FORMER,
    id,
    id,
  )
}

export function findByFormerId(
  database: Database,
  now: Instant,
  id: string,
): AdapterPayload | undefined {
  const uid = findArtefact(database, now, FORMER, 'id', id)?.uid
  return uid === undefined ? undefined : findArtefact(database, now, 'Session', 'uid', uid)
}
