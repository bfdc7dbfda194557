import type { AdapterFactory } from 'oidc-provider'
import type { ArtefactIndex } from '../../accounts/artefact-index.ts'
import type { AccountStore } from '../../accounts/account-store.ts'
import type { AttemptStore } from '../../authenticators/attempt-store.ts'
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts'
import type { RecoveryCodeStore } from '../../authenticators/recovery-code-store.ts'
import { systemClock, type Clock } from '../../instant.ts'
import { createAccountStore } from './accounts.ts'
import { createArtefactAdapter } from './artefacts.ts'
import { createAttemptStore } from './attempts.ts'
import { createAuthenticatorStore } from './authenticators.ts'
import { openConnection } from './connection.ts'
import { grantsOf, revokeGrants } from './grants.ts'
import { createRecoveryCodeStore } from './recovery-codes.ts'
import { createSessionAdapter, endSession, sessionsOf } from './sessions.ts'

export interface RedisStoreOptions {
  /** `redis://`, `redis+cluster://` or `redis+sentinel://`; `rediss…` with TLS. */
  readonly url: string
  /** @default systemClock */
  readonly clock?: Clock
}

/** Everything that the provider keeps, in Redis, which any number of nodes may share. */
export interface RedisStore {
  readonly accounts: AccountStore
  readonly authenticators: AuthenticatorStore
  readonly attempts: AttemptStore
  readonly recoveryCodes: RecoveryCodeStore
  /** For oidc-provider's `adapter` option. */
  readonly adapter: AdapterFactory
  readonly artefacts: ArtefactIndex
  /** Ends the session with this uid for good; see `ArtefactIndex`. */
  endSession(uid: string): Promise<unknown>
  close(): Promise<void>
}

/**
 * @throws ConfigurationError `store` for a URL that is none
 * @throws Fault `store_unavailable` when nobody answers there
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const { url, clock = systemClock } = options
  const connection = await openConnection(url)
  return {
    accounts: createAccountStore(connection),
    authenticators: createAuthenticatorStore(connection),
    attempts: createAttemptStore(connection),
    recoveryCodes: createRecoveryCodeStore(connection),
    adapter: (model) =>
      model === 'Session'
        ? createSessionAdapter(connection, clock)
        : createArtefactAdapter(connection, clock, model),
    artefacts: {
      sessionsOf: (accountId, limit) => sessionsOf(connection, clock, accountId, limit),
      grantsOf: (accountId) => grantsOf(connection, accountId),
      endSession: (uid) => endSession(connection, clock, uid),
      revokeGrants: (accountId, clientId) => revokeGrants(connection, accountId, clientId),
    },
    endSession: (uid) => endSession(connection, clock, uid),
    close: () => connection.close(),
  }
}
