import type { ArtefactIndex } from '../../people/artefact-index.ts'
import { closeAll } from '../../kernel/close-all.ts'
import { systemClock, type Clock } from '../../kernel/instant.ts'
import { DEFAULT_LIMITS, type StoreLimits } from '../limits.ts'
import type { Store } from '../store.ts'
import { createAccountStores, sweepDocuments } from '../documents/account-stores.ts'
import { createDocuments, type Documents } from '../documents/documents.ts'
import { createSealedSecrets } from '../documents/sealed.ts'
import { KEEP_PENDING } from '../retention.ts'
import { createAccountRemoval } from './account-removal.ts'
import { createActivityStore } from './activity.ts'
import { createArtefactAdapter } from './artefacts.ts'
import { createAttemptCode } from './attempt-code.ts'
import { createAttemptStore } from './attempts.ts'
import { createClientStore } from './clients.ts'
import { compareClocks } from './clock.ts'
import { loadScripts, openConnection } from './connection.ts'
import { checkDurability, createEvictionWatch } from './durability.ts'
import { createDocumentEngine } from './documents.ts'
import { settleHeldMails } from './held-mails.ts'
import { grantsOf, revokeGrants } from './grants.ts'
import type { Durability } from './durabilities.ts'
import type { RedisTls } from './link.ts'
import { LAYOUT, layoutOf, settleLayout } from './layout.ts'
import { createLogoutOutbox } from './logout-outbox.ts'
import { createOutboxStore } from './outbox.ts'
import { probe, refuseForbidding } from './probe.ts'
import { parseRedisUrl } from './redis-url.ts'
import { createSealedElsewhere } from './sealed.ts'
import { countSessions, endSessionsOf, sessionsOf } from './account-sessions.ts'
import { endSession } from './session-record.ts'
import { createSessionAdapter } from './sessions.ts'
import { createUnits } from './units.ts'
import { refuseUnfinishedImport } from './unfinished-import.ts'

/** Which Redis, and what is asked of it. */
export interface RedisStoreOptions {
  /** `redis://`, `redis+cluster://` or `redis+sentinel://`; `rediss…` with TLS. */
  readonly url: string
  /** @default systemClock */
  readonly clock?: Clock
  /**
   * Refuse a Redis that keeps nothing on its disk. It is told in `warnings` otherwise.
   * @default false
   */
  readonly refuseVolatile?: boolean
  /**
   * Refuse a Redis with a replica that may take over without what was acknowledged last: one behind a Sentinel, or with replicas,
   * that does not wait for any (`min-replicas-to-write`). It is told in `warnings` otherwise.
   * @default false
   */
  readonly refuseForgetful?: boolean
  /**
   * What a change to an account waits for before it is acknowledged (a device confirmed or removed, recovery
   * codes made or used, a new password, an account disabled, …; not the code of a sign-in), and the end of
   * grants and sessions. `local` and `replica` take Redis 7.2 with `appendonly yes`, and no Cluster; with
   * `appendfsync everysec` such an answer takes up to two seconds. What is not confirmed in time is answered
   * by a `Fault`, though it may have been written.
   * @default 'none'
   */
  readonly durability?: Durability
  /** For `rediss:`, PEM: whom to believe instead of the public authorities, and what to show. */
  readonly tls?: RedisTls
  /** @default DEFAULT_LIMITS */
  readonly limits?: Partial<StoreLimits>
}

/** Everything that the provider keeps, in Redis, which any number of nodes may share. */
export interface RedisStore extends Store {
  /** What an operator should know of this Redis. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

/**
 * @throws ConfigurationError `redis.durability` for a Redis that cannot confirm, `store` for a URL that is none, and for a Redis that may throw away what
 *   is stored, while an import into it has not ended, and for a store that a former version has written, or is at work on
 * @throws Fault `store_unavailable` when nobody answers there
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const { url, clock = systemClock, durability = 'none', tls } = options
  const { refuseVolatile = false, refuseForgetful = false } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const connection = createUnits(await openConnection(url, { tls, durability }))
  let warnings: readonly string[]
  try {
    const watched = parseRedisUrl(url).kind === 'sentinel'
    const wanted = { refuseVolatile, refuseForgetful, durability, watched }
    warnings = await checkDurability(connection, wanted)
    await loadScripts(connection)
    await refuseForbidding(connection, durability)
    await refuseUnfinishedImport(connection)
    await settleLayout(connection)
  } catch (error) {
    await closeAll(() => connection.close()).catch(() => undefined)
    throw error
  }
  const artefacts: ArtefactIndex = {
    sessionsOf: (accountId, limit) => sessionsOf(connection, clock, accountId, limit),
    grantsOf: (accountId) => grantsOf(connection, accountId),
    countSessions: (accountId) => countSessions(connection, clock, accountId),
    endSession: (uid) => endSession(connection, clock, uid),
    endSessionsOf: (accountId, atMost, except) =>
      endSessionsOf(connection, clock, accountId, atMost, except),
    revokeGrants: (accountId, clientId) => revokeGrants(connection, accountId, clientId),
  }
  const removal = createAccountRemoval(connection, clock, () => documents)
  const engine = createDocumentEngine(connection, (id) => removal.finish(id))
  const documents: Documents = createDocuments(engine)
  const accounts = createAccountStores(documents)
  const mayNotEvict = createEvictionWatch(connection, clock)
  const attempts = createAttemptStore(connection)
  return {
    warnings,
    ...accounts,
    removal,
    attempts,
    attemptCode: createAttemptCode(connection, { ...accounts, attempts }),
    outbox: createOutboxStore(connection),
    logouts: createLogoutOutbox(connection),
    activity: createActivityStore(connection),
    clients: createClientStore(connection),
    sealed: createSealedSecrets(documents, createSealedElsewhere(connection)),
    adapter: (model) =>
      model === 'Session'
        ? createSessionAdapter(connection, clock, limits)
        : createArtefactAdapter(connection, clock, model, limits),
    artefacts,
    endSession: (uid) => artefacts.endSession(uid),
    together: (_accountId, work) => work(),
    abandon: () => false,
    afterwards: (work) => {
      work()
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
