import type { ArtefactIndex } from '../../people/artefact-index.ts'
import { artefactsOf, type Artefacts } from './artefacts.ts'
import { revokeGrants } from './grants.ts'
import { countSessions, endSession, endSessionsOf } from './sessions.ts'
import type { Work } from './work.ts'

/** What an account has of oidc-provider's artefacts. */
export function createArtefactIndex({ engine, units, clock }: Artefacts): ArtefactIndex {
  const read = async <T>(work: () => Work<T>): Promise<T> => {
    await units.settle()
    return engine.read(work)
  }
  const change = async <T>(work: () => Work<T>): Promise<T> => {
    await units.settle()
    return engine.change(work)
  }
  return {
    sessionsOf: (accountId, limit) => read(() => artefactsOf(clock(), 'Session', accountId, limit)),
    grantsOf: (accountId) => read(() => artefactsOf(clock(), 'Grant', accountId)),
    countSessions: (accountId) => read(() => countSessions(clock(), accountId)),
    endSession: (uid) => change(() => endSession(clock(), uid)),
    endSessionsOf: (accountId, atMost, except) =>
      change(() => endSessionsOf(clock(), accountId, atMost, except)),
    revokeGrants: (accountId, clientId) => change(() => revokeGrants(clock(), accountId, clientId)),
  }
}
