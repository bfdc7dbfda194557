import { present } from '../../kernel/typing.ts'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Sealer } from '../../kernel/sealing/sealer.ts'
import { openSecrets, type ClientStore, type StoredClient } from '../../clients/index.ts'
import { Fault } from '../../kernel/faults.ts'
import { epochSeconds, plusSeconds, type Clock, type Instant } from '../../kernel/instant.ts'
import type { ClientJudge } from '../check-clients.ts'
import type { ClientConfiguration } from '../config/configuration.ts'
import { parseClient } from './client-check.ts'
import { FORMER_SECRETS } from './former-secrets.ts'
import { addressesOf, metadataOf } from './metadata.ts'

export interface StoredClientsParts {
  readonly store: ClientStore
  readonly sealer: Sealer
  readonly clock: Clock
  readonly log: Logger
  /** Ids that the configuration, or the server itself, has. */
  readonly isConfigured: (id: string) => boolean
  /** Called after each look that found something else. */
  readonly onReport: (report: StoredClientsReport) => void
}

export interface StoredClientsReport {
  readonly clients: number
  /** Those that keys, ladder or options no longer serve, with the reason. */
  readonly unserved: ReadonlyMap<string, string>
}

/** The clients of the store as this process knows them: all of them, in memory, and no older than a look ago. */
export interface StoredClients {
  /** The library's model `Client`. */
  readonly adapter: Adapter
  /** Seconds since the epoch when a client was added; undefined for one that is not stored. */
  bornAt(id: string): number | undefined
  isFirstParty(id: string): boolean
  /** Whether one of them is reached there: takes logout tokens, or publishes its keys. */
  areReachedAt(uri: string): boolean
  /** Those that are served, each with its current secret. */
  served(): readonly ClientConfiguration[]
  /** Judges all of them by this, now and from now on. */
  serve(judge: ClientJudge): Promise<void>
  /** What would become of a client. */
  readonly judge: ClientJudge
  /** Reads what has changed. Resolves whether one that was removed waits to be forgotten. */
  look(): Promise<boolean>
}

interface Known {
  readonly stored: StoredClient
  readonly client?: ClientConfiguration
  /** Why it is not served. */
  readonly problem?: string
}

const PAGE = 500

/** Seconds after which what is known is asked for again, one by one: looks have failed for that long. */
const TOO_OLD = 10

export function createStoredClients(parts: StoredClientsParts): StoredClients {
  const { store, sealer, clock, log, isConfigured } = parts
  let known = new Map<string, Known>()
  let judgeBy: ClientJudge = unjudged
  let revision: number | undefined
  let lookedAt: Instant | undefined

  function withSecret(client: ClientConfiguration, stored: StoredClient): ClientConfiguration {
    const [secret] = openSecrets(sealer, stored, clock())
    return { ...client, ...present({ client_secret: secret }) }
  }

  function judge(stored: StoredClient): Known {
    const { id, metadata } = stored
    if (stored.removedAt !== undefined) return { stored, problem: 'it is being removed' }
    const parsed = parseClient({ ...metadata, client_id: id })
    if (parsed.outcome === 'refused') {
      return { stored, problem: sentenceOf(parsed.field, parsed.problem) }
    }
    const { client } = parsed
    try {
      const found = judgeBy(withSecret(client, stored))
      return found
        ? { stored, client, problem: sentenceOf(found.field, found.problem) }
        : { stored, client }
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'secret_unreadable') throw error
      return { stored, client, problem: 'its secret does not open with the sealing keys at hand' }
    }
  }

  async function readAll(): Promise<Map<string, Known>> {
    const found = new Map<string, Known>()
    for (let after: string | undefined; ;) {
      const page = await store.list(after, PAGE)
      for (const stored of page) {
        const before = known.get(stored.id)
        found.set(stored.id, before && isSame(before.stored, stored) ? before : judge(stored))
      }
      // Whoever signs in meanwhile gets a turn in between.
      await setImmediate()
      if (page.length < PAGE) return found
      after = page.at(-1)?.id
    }
  }

  /** The trail of what was changed, by whichever process: each node tells what it takes up. */
  function tellChanges(
    before: ReadonlyMap<string, Known>,
    after: ReadonlyMap<string, Known>,
  ): void {
    for (const [clientId, { stored }] of after) {
      const former = before.get(clientId)?.stored
      const version = former?.createdAt === stored.createdAt ? former.version : 0
      for (const { kind, at, by, version: made } of stored.changes) {
        if (made > version) log.info({ clientId, change: kind, by, at }, 'stored client changed')
      }
    }
  }

  function report(before: ReadonlyMap<string, Known>): void {
    const served = [...known.values()].filter(({ stored }) => stored.removedAt === undefined)
    const unserved = new Map<string, string>()
    for (const { stored, problem } of served) {
      if (isConfigured(stored.id)) continue
      if (problem === undefined) continue
      unserved.set(stored.id, problem)
      if (before.get(stored.id)?.problem === problem) continue
      log.error({ clientId: stored.id, problem }, 'a stored client cannot be served')
    }
    for (const { stored } of served) {
      if (!isConfigured(stored.id) || before.has(stored.id)) continue
      const { id: clientId } = stored
      log.warn(
        { clientId },
        'a stored client is not used: the configuration has one of the same id',
      )
    }
    parts.onReport({ clients: served.length, unserved })
  }

  async function look(): Promise<boolean> {
    const now = clock()
    const latest = await store.revision()
    if (latest !== revision) {
      const [before, isFirst] = [known, revision === undefined]
      known = await readAll()
      revision = latest
      if (!isFirst) tellChanges(before, known)
      report(before)
    }
    lookedAt = now
    return [...known.values()].some(({ stored }) => stored.removedAt !== undefined)
  }

  /** One that was added a moment ago is found as soon as somebody asks for it. */
  async function find(id: string): Promise<Known | undefined> {
    const entry = known.get(id)
    const isFresh = lookedAt !== undefined && clock() < plusSeconds(lookedAt, TOO_OLD)
    if (entry && isFresh) return entry
    const stored = await store.find(id)
    if (!stored) return undefined
    if (entry && isSame(entry.stored, stored)) return entry
    const found = judge(stored)
    tellChanges(known, new Map([[id, found]]))
    known.set(id, found)
    return found
  }

  const servedAs = (id: string): Known | undefined => {
    const entry = known.get(id)
    return entry?.problem === undefined ? entry : undefined
  }

  return {
    adapter: {
      async find(id) {
        const entry = await find(id)
        if (!entry?.client || entry.problem !== undefined) return undefined
        return payloadOf(entry.client, openSecrets(sealer, entry.stored, clock()))
      },
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
      upsert: notByTheLibrary,
      destroy: notByTheLibrary,
      consume: notByTheLibrary,
      revokeByGrantId: async () => undefined,
    },
    bornAt(id) {
      const stored = known.get(id)?.stored
      return stored && epochSeconds(stored.createdAt)
    },
    isFirstParty: (id) => servedAs(id)?.client?.first_party === true,
    areReachedAt: (uri) =>
      [...known.values()].some(({ client }) => client && addressesOf(client).includes(uri)),
    judge: (client) => judgeBy(client),
    served: () =>
      [...known.values()].flatMap(({ client, stored, problem }) => {
        if (!client || problem !== undefined || isConfigured(client.client_id)) return []
        return [withSecret(client, stored)]
      }),
    async serve(next) {
      judgeBy = next
      const before = known
      known = new Map([...known].map(([id, { stored }]) => [id, judge(stored)]))
      if (revision === undefined) await look()
      else report(before)
    },
    look,
  }
}

/** Until a provider is there, nobody is served. */
const unjudged: ClientJudge = () => ({ problem: 'the server is still starting' })

/** Another one of the same id begins again with the first version. */
const isSame = (one: StoredClient, other: StoredClient): boolean =>
  one.version === other.version && one.createdAt === other.createdAt

const sentenceOf = (field: string | undefined, problem: string): string =>
  field === undefined || problem.startsWith(field) ? problem : `${field}: ${problem}`

const payloadOf = (
  client: ClientConfiguration,
  [current, ...former]: readonly string[],
): AdapterPayload => ({
  ...metadataOf(client),
  ...present({ client_secret: current }),
  ...(former.length === 0 ? {} : { [FORMER_SECRETS]: former }),
})

async function notByTheLibrary(): Promise<never> {
  throw new Error('clients are changed by the commands for them alone')
}
