import { present } from '../kernel/typing.ts'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import { plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import { Secret } from '../kernel/secret.ts'
import { checkShape, type ClientCheck, type ClientProblem } from './client-check.ts'
import {
  LONGEST_OVERLAP,
  newClientSecret,
  rotated,
  sealSecret,
  validSecrets,
} from './client-secrets.ts'
import {
  MOST_CLIENTS,
  type ClientActor,
  type ClientChangeKind,
  type ClientMetadata,
  type ClientSecret,
  type ClientStore,
  type StoredClient,
} from './client-store.ts'
import { endGrantsOf, type GrantHolders } from './end-grants.ts'

export interface ClientsParts {
  readonly store: ClientStore
  readonly holders: GrantHolders
  readonly sealer: Sealer
  readonly clock: Clock
  readonly check: ClientCheck
  /** Whose an id is besides: of the configuration, or the server itself. */
  readonly takenBy: (id: string) => 'configuration' | 'server' | undefined
}

/** A client as it is shown: all but its secrets. */
export interface ClientSheet {
  readonly id: string
  readonly metadata: ClientMetadata
  /** Since when each secret is valid and until when, the current one first. */
  readonly secrets: readonly Pick<ClientSecret, 'createdAt' | 'expiresAt'>[]
  readonly createdAt: Instant
  readonly changes: StoredClient['changes']
  /** The configuration has one of the same id, which is served instead. */
  readonly shadowed: boolean
}

type NotFound = { readonly outcome: 'not_found' }
/** Somebody else changed it at the same moment, again and again. */
type Busy = { readonly outcome: 'busy' }
/** `secret`: shown once, and never again. */
type Shown = { readonly client: ClientSheet; readonly secret?: Secret<string> }

export type AddedClient =
  | ({ readonly outcome: 'added' } & Shown)
  | { readonly outcome: 'taken'; readonly by: 'store' | 'configuration' | 'server' }
  /** One of this id was removed a moment ago, and some node may still know it. */
  | { readonly outcome: 'just_removed'; readonly retryAt: Instant }
  | { readonly outcome: 'full'; readonly limit: number }
  | ClientProblem

export type UpdatedClient =
  ({ readonly outcome: 'updated' } & Shown) | NotFound | Busy | ClientProblem

export type RemovedClient =
  { readonly outcome: 'removed'; readonly grants: number } | NotFound | Busy

export type RotatedSecret =
  | ({ readonly outcome: 'rotated'; readonly formerUntil?: Instant } & Required<Shown>)
  | NotFound
  | Busy
  /** It shows no secret: a public client, or one that signs with a key. */
  | { readonly outcome: 'no_secret' }
  /** Too many former ones are valid still. */
  | { readonly outcome: 'overlapping' }
  | { readonly outcome: 'overlap_too_long'; readonly longest: number }

/** What is done to the clients in the store, by whoever it is: the command line, pages and APIs are faces of it. */
export interface Clients {
  add(actor: ClientActor, input: { id: string; metadata: ClientMetadata }): Promise<AddedClient>
  /** In order of their ids; `next` is where the following page goes on, absent at the end. */
  list(input: { after?: string | undefined; limit: number }): Promise<{
    readonly clients: readonly ClientSheet[]
    readonly next?: string
  }>
  find(id: string): Promise<ClientSheet | undefined>
  update(
    actor: ClientActor,
    input: { id: string; set: ClientMetadata; unset: readonly string[] },
  ): Promise<UpdatedClient>
  /** Ends its grants too. Called again for one that was cut off, it goes on. */
  remove(actor: ClientActor, id: string): Promise<RemovedClient>
  /** @param input.overlap seconds for which the former secret stays valid */
  rotateSecret(actor: ClientActor, input: { id: string; overlap: number }): Promise<RotatedSecret>
  /** Ends what was granted to removed clients meanwhile, and forgets those that no node can know any more. */
  finishRemovals(): Promise<void>
}

/** Changes that a client's record names. */
const HISTORY = 20

/** Seconds for which a node may answer with what it knew of a client. */
const STALE = 15

const ATTEMPTS = 5
const PAGE = 500

export function createClients(parts: ClientsParts): Clients {
  const { store, holders, sealer, clock, check, takenBy } = parts

  const sheetOf = (client: StoredClient): ClientSheet => ({
    id: client.id,
    metadata: client.metadata,
    secrets: validSecrets(client.secrets, clock()).map(({ createdAt, expiresAt }) => ({
      createdAt,
      ...present({ expiresAt }),
    })),
    createdAt: client.createdAt,
    changes: client.changes,
    shadowed: takenBy(client.id) !== undefined,
  })

  /** Reads, changes and writes until nobody came in between. */
  async function change<Refusal extends { readonly outcome: string } = never>(
    id: string,
    work: (known: StoredClient) => Promise<StoredClient | Refusal>,
  ): Promise<StoredClient | Refusal | NotFound | Busy> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const known = await store.find(id)
      if (!known || known.removedAt !== undefined) return { outcome: 'not_found' }
      const next = await work(known)
      if (isRefusal(next)) return next
      if (await store.change(next)) return next
    }
    return { outcome: 'busy' }
  }

  const noted = (
    known: StoredClient,
    kind: ClientChangeKind,
    actor: ClientActor,
    members: Partial<StoredClient>,
  ): StoredClient => {
    const version = known.version + 1
    const entry = { kind, at: clock(), by: nameOf(actor), version }
    return { ...known, ...members, version, changes: [...known.changes, entry].slice(-HISTORY) }
  }

  /** One that nobody can know any more goes, with what was granted to it in the meantime. */
  async function forgotten({ id, version, removedAt }: StoredClient): Promise<boolean> {
    if (removedAt === undefined || clock() < plusSeconds(removedAt, STALE)) return false
    await endGrantsOf(holders, id)
    return store.forget(id, version)
  }

  return {
    async add(actor, { id, metadata: given }) {
      const taken = takenBy(id)
      if (taken !== undefined) return { outcome: 'taken', by: taken }
      const problem = checkShape(id, given)
      if (problem) return problem
      const { client_id: _, client_secret: own, ...metadata } = given
      const secret = typeof own === 'string' ? new Secret(own) : newClientSecret()
      const verdict = await check({
        ...metadata,
        client_id: id,
        client_secret: own ?? secret.reveal(),
      })
      if (verdict.outcome === 'refused') return verdict
      const known = await store.find(id)
      if (known?.removedAt !== undefined && !(await forgotten(known))) {
        return { outcome: 'just_removed', retryAt: plusSeconds(known.removedAt, STALE) }
      }
      const now = clock()
      const kept = verdict.needsSecret || own !== undefined
      const client: StoredClient = {
        id,
        version: 1,
        metadata,
        secrets: kept ? [sealSecret(sealer, id, secret, now)] : [],
        createdAt: now,
        changes: [{ kind: 'added', at: now, by: nameOf(actor), version: 1 }],
      }
      const outcome = await store.add(client, MOST_CLIENTS)
      if (outcome === 'exists') return { outcome: 'taken', by: 'store' }
      if (outcome === 'full') return { outcome, limit: MOST_CLIENTS }
      // Whoever brought it along has it.
      const shown = kept && own === undefined ? { secret } : {}
      return { outcome, client: sheetOf(client), ...shown }
    },

    async list({ after, limit }) {
      const page = await store.list(after, limit)
      const standing = page.filter(({ removedAt }) => removedAt === undefined)
      const last = page.length === limit ? page.at(-1) : undefined
      return { clients: standing.map(sheetOf), ...(last ? { next: last.id } : {}) }
    },

    async find(id) {
      const client = await store.find(id)
      return client && client.removedAt === undefined ? sheetOf(client) : undefined
    },

    async update(actor, { id, set, unset }) {
      if ('client_secret' in set || unset.includes('client_secret')) {
        return {
          outcome: 'refused',
          field: 'client_secret',
          problem: 'is changed by rotating it alone',
        }
      }
      let secret: Secret<string> | undefined
      const changed = await change(id, async (known) => {
        secret = undefined
        const { client_id: _, ...further } = set
        const gone = Object.entries(known.metadata).filter(([name]) => !unset.includes(name))
        const metadata = { ...Object.fromEntries(gone), ...further }
        const problem = checkShape(id, { ...set, ...metadata })
        if (problem) return problem
        const fresh = newClientSecret()
        const verdict = await check({ ...metadata, client_id: id, client_secret: fresh.reveal() })
        if (verdict.outcome === 'refused') return verdict
        if (!verdict.needsSecret) return noted(known, 'updated', actor, { metadata, secrets: [] })
        if (known.secrets.length > 0) return noted(known, 'updated', actor, { metadata })
        secret = fresh
        const secrets = [sealSecret(sealer, id, fresh, clock())]
        return noted(known, 'updated', actor, { metadata, secrets })
      })
      if ('outcome' in changed) return changed
      return { outcome: 'updated', client: sheetOf(changed), ...(secret ? { secret } : {}) }
    },

    async remove(actor, id) {
      const known = await store.find(id)
      if (!known) return { outcome: 'not_found' }
      if (known.removedAt === undefined) {
        const members = { metadata: {}, secrets: [], removedAt: clock() }
        const removed = await change<NotFound>(id, async (latest) =>
          noted(latest, 'removed', actor, members),
        )
        if ('outcome' in removed) return removed
      }
      return { outcome: 'removed', grants: await endGrantsOf(holders, id) }
    },

    async rotateSecret(actor, { id, overlap }) {
      if (overlap > LONGEST_OVERLAP)
        return { outcome: 'overlap_too_long', longest: LONGEST_OVERLAP }
      const secret = newClientSecret()
      const changed = await change<{ outcome: 'no_secret' | 'overlapping' }>(id, async (known) => {
        if (known.secrets.length === 0) return { outcome: 'no_secret' }
        const now = clock()
        const fresh = sealSecret(sealer, id, secret, now)
        const secrets = rotated(known.secrets, fresh, overlap, now)
        if (!secrets) return { outcome: 'overlapping' }
        return noted(known, 'secret_rotated', actor, { secrets })
      })
      if ('outcome' in changed) return changed
      const formerUntil = changed.secrets[1]?.expiresAt
      return {
        outcome: 'rotated',
        client: sheetOf(changed),
        secret,
        ...present({ formerUntil }),
      }
    },

    async finishRemovals() {
      for (let after: string | undefined; ;) {
        const page = await store.list(after, PAGE)
        for (const client of page) await forgotten(client)
        if (page.length < PAGE) return
        after = page.at(-1)?.id
      }
    },
  }
}

const isRefusal = <Refusal extends { readonly outcome: string }>(
  result: StoredClient | Refusal,
): result is Refusal => 'outcome' in result

const nameOf = (actor: ClientActor): string =>
  actor.kind === 'operator' ? 'operator' : `account:${actor.accountId}`
