import type { AdapterPayload } from 'oidc-provider'
import { formerIdsUntil } from '../../people/payload-keys.ts'
import type { Instant } from '../../kernel/instant.ts'
import { findArtefact, putArtefact } from './artefacts.ts'
import { run, type Work } from './work.ts'

/** What stands under a former id: the session's uid, for as long as it leads there. */
const FORMER = 'FormerSession'

/** Ids that a session replaces lead to it where it says so; else none leads there from here on. */
export function* passOn(
  now: Instant,
  ids: readonly string[],
  payload: AdapterPayload,
  uid: string,
): Work<void> {
  const until = formerIdsUntil(payload, now)
  if (until === undefined) yield* endFormerIds(uid)
  else {
    for (const id of ids) {
      yield* putArtefact(now, FORMER, id, { uid }, Math.floor((until - now) / 1000))
    }
  }
}

export function* endFormerIds(uid: string): Work<void> {
  yield* run('DELETE FROM artefacts WHERE model = ?1 AND uid = ?2', FORMER, uid)
}

/** An id is destroyed, of the session with this uid: neither it nor any before it leads anywhere. */
export function* forgetFormerIds(id: string, uid: string | null): Work<void> {
  yield* run('DELETE FROM artefacts WHERE model = ?1 AND (id = ?2 OR uid = ?3)', FORMER, id, uid)
}

export function* findByFormerId(now: Instant, id: string): Work<AdapterPayload | undefined> {
  const uid = (yield* findArtefact(now, FORMER, 'id', id))?.uid
  return uid === undefined ? undefined : yield* findArtefact(now, 'Session', 'uid', uid)
}
