import type { Clock } from '../../kernel/instant.ts'
import { createAccountStores } from '../documents/account-stores.ts'
import { createDocuments } from '../documents/documents.ts'
import { createSealedSecrets } from '../documents/sealed.ts'
import { sweepDocuments } from '../documents/sweep-documents.ts'
import { activityTogether, createTogether, outboxTogether } from '../documents/together.ts'
import type { StoreLimits } from '../limits.ts'
import type { Store } from '../store.ts'
import { createAccountRemoval } from './account-removal.ts'
import { createActivityStore } from './activity.ts'
import { createArtefactIndex } from './artefact-index.ts'
import { createArtefactAdapter } from './artefacts.ts'
import { createAttemptCode } from './attempt-code.ts'
import { createAttemptStore } from './attempts.ts'
import { createClientStore } from './clients.ts'
import { createDocumentEngine } from './documents.ts'
import { createGrantAdapter } from './grants.ts'
import { createLogoutOutbox } from './logout-outbox.ts'
import { createOutboxStore } from './outbox.ts'
import { createSealedElsewhere } from './sealed.ts'
import { createSessionAdapter } from './sessions.ts'
import { sweep } from './sweep.ts'
import { createUnits } from './units.ts'
import type { SqlEngine } from './work.ts'

export interface SqlStoreParts {
  readonly engine: SqlEngine
  readonly clock: Clock
  readonly limits: StoreLimits
  /** Seconds for which `sweep` leaves alone what waits for its first code. */
  readonly keepPendingFor: number
}

/** A store in tables, but for what its database alone knows: whether it answers, its schema, its end. */
export function createSqlStore(parts: SqlStoreParts): Omit<Store, 'check' | 'schema' | 'close'> {
  const { engine, clock, limits, keepPendingFor } = parts
  const units = createUnits(engine)
  const kept = createDocumentEngine(engine)
  const together = createTogether(kept)
  const documents = createDocuments(kept, together)
  const shared = { engine, units, clock, limits }
  const artefacts = createArtefactIndex(shared)
  return {
    ...createAccountStores(documents),
    removal: createAccountRemoval(engine, units, clock),
    attempts: createAttemptStore(engine, units),
    attemptCode: createAttemptCode(engine, units),
    adapter: (model) => {
      if (model === 'Session') return createSessionAdapter(shared)
      if (model === 'Grant') return createGrantAdapter(shared)
      return createArtefactAdapter(shared, model)
    },
    artefacts,
    outbox: outboxTogether(createOutboxStore(engine), together),
    logouts: createLogoutOutbox(engine),
    activity: activityTogether(createActivityStore(engine, units), together),
    clients: createClientStore(engine),
    sealed: createSealedSecrets(documents, createSealedElsewhere(engine)),
    endSession: (uid) => artefacts.endSession(uid),
    within: (request, onLost, onOverflow) => units.within(request, onLost, onOverflow),
    together: (accountId, work) => together.run(accountId, work),
    abandon: (error) => together.abandon(error),
    afterwards: (work) => {
      together.afterwards(work)
    },
    anew: (read) => read(),
    async sweep(limit) {
      const sweeping = sweepDocuments(documents, clock(), keepPendingFor, limit)
      // A document that cannot be read keeps nothing else from going.
      const swept = await sweeping.catch(() => 0)
      const others = await sweep(engine, clock(), Math.max(limit - swept, 0))
      return (await sweeping) + others
    },
  }
}
