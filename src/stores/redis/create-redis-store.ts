import type { ArtefactIndex } from '../../people/artefact-index.ts'
import type { Clock } from '../../kernel/instant.ts'
import { createAccountStores } from '../documents/account-stores.ts'
import { createDocuments } from '../documents/documents.ts'
import type { DocumentEngine } from '../documents/port.ts'
import { createSealedSecrets } from '../documents/sealed.ts'
import { sweepDocuments } from '../documents/sweep-documents.ts'
import { activityTogether, createTogether, outboxTogether } from '../documents/together.ts'
import type { StoreLimits } from '../limits.ts'
import { KEEP_PENDING } from '../retention.ts'
import type { Store } from '../store.ts'
import { createAccountRemoval } from './account-removal.ts'
import { countSessions, endSessionsOf, sessionsOf } from './account-sessions.ts'
import { createActivityStore } from './activity.ts'
import { createArtefactAdapter } from './artefacts.ts'
import { createAttemptCode } from './attempt-code.ts'
import { createAttemptStore } from './attempts.ts'
import { createClientStore } from './clients.ts'
import { compareClocks } from './clock.ts'
import type { Connection } from './connection.ts'
import { documentKey } from './document-names.ts'
import { createDocumentEngine } from './documents.ts'
import type { Durability } from './durabilities.ts'
import { createEvictionWatch } from './durability.ts'
import { grantsOf, revokeGrants } from './grants.ts'
import { settleHeldMails } from './held-mails.ts'
import { LAYOUT, layoutOf } from './layout.ts'
import { createLogoutOutbox } from './logout-outbox.ts'
import { createOutboxStore } from './outbox.ts'
import { probe } from './probe.ts'
import { createSealedElsewhere } from './sealed.ts'
import { endSession } from './session-record.ts'
import { createSessionAdapter } from './sessions.ts'
import { createUnits } from './units.ts'

export interface RedisStoreParts {
  readonly clock: Clock
  readonly limits: StoreLimits
  readonly durability: Durability
}

/** A store on a Redis that was looked at and found fit. */
export function createRedisStore(
  opened: Connection,
  { clock, limits, durability }: RedisStoreParts,
): Store & { close(): Promise<void> } {
  const connection = createUnits(opened)
  const artefacts: ArtefactIndex = {
    sessionsOf: (accountId, limit) => sessionsOf(connection, clock, accountId, limit),
    grantsOf: (accountId) => grantsOf(connection, accountId),
    countSessions: (accountId) => countSessions(connection, clock, accountId),
    endSession: (uid) => endSession(connection, clock, uid),
    endSessionsOf: (accountId, atMost, except) =>
      endSessionsOf(connection, clock, accountId, atMost, except),
    revokeGrants: (accountId, clientId) => revokeGrants(connection, accountId, clientId),
  }
  const removal = createAccountRemoval(connection, clock, () => engine)
  const engine: DocumentEngine = createDocumentEngine(connection, (id) => removal.finish(id))
  const together = createTogether({
    ...engine,
    read: async (id) => (await connection.hashAnew(documentKey(id)))?.get('document'),
  })
  const documents = createDocuments(engine, together)
  const mayNotEvict = createEvictionWatch(connection, clock)
  const attempts = createAttemptStore(connection)
  return {
    ...createAccountStores(documents),
    removal,
    attempts,
    attemptCode: createAttemptCode(connection, attempts, engine),
    outbox: outboxTogether(createOutboxStore(connection), together),
    logouts: createLogoutOutbox(connection),
    activity: activityTogether(createActivityStore(connection), together),
    clients: createClientStore(connection),
    sealed: createSealedSecrets(documents, createSealedElsewhere(connection)),
    adapter: (model) =>
      model === 'Session'
        ? createSessionAdapter(connection, clock, limits)
        : createArtefactAdapter(connection, clock, model, limits),
    artefacts,
    endSession: (uid) => artefacts.endSession(uid),
    together: (accountId, work) => together.run(accountId, work),
    abandon: (error) => together.abandon(error),
    afterwards: (work) => {
      together.afterwards(work)
    },
    within: (request, onLost, onOverflow) => connection.within(request, onLost, onOverflow),
    anew: (read) => connection.anew(read),
    // What expires as a whole, Redis clears away by itself.
    async sweep(limit) {
      await mayNotEvict()
      await removal.finishAll()
      if (connection.scripts !== 'any keys') await settleHeldMails(connection)
      return sweepDocuments(documents, clock(), KEEP_PENDING, limit)
    },
    async check() {
      // Written by a script, not only read: a replica, a Redis whose disk or memory is full, and a user who lacks a right
      // since, refuse that.
      await probe(connection, durability)
      await mayNotEvict()
    },
    // One that was emptied has none, and gets this one when it is opened next.
    schema: async () => ({ found: (await layoutOf(connection)) ?? LAYOUT, known: LAYOUT }),
    compareClocks: (node, now) => compareClocks(connection, node, now),
    close: () => connection.close(),
  }
}
