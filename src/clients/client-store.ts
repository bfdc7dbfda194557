import type { SealContext, SealedSecret } from '../kernel/sealing/sealer.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** Client metadata by the names of OpenID Connect Registration 1.0 §2 and RFC 7591, and this program's own. */
export type ClientMetadata = Readonly<Record<string, unknown>>

/** A secret of a client. Sealed: `client_secret_jwt` and HS256 take the secret itself, which no hash gives back. */
export interface ClientSecret {
  /** What the sealed bytes are bound to; not secret. */
  readonly id: string
  readonly sealed: SealedSecret
  readonly createdAt: Instant
  /** Until when a former one is accepted; absent for the one that is current. */
  readonly expiresAt?: Instant
}

/** What was done to a client. */
export const CLIENT_CHANGES = ['added', 'updated', 'secret_rotated', 'removed'] as const
export type ClientChangeKind = (typeof CLIENT_CHANGES)[number]

/** Who did something: an operator at the command line, or somebody by their account. */
export type ClientActor =
  { readonly kind: 'operator' } | { readonly kind: 'account'; readonly accountId: AccountId }

export interface ClientChange {
  readonly kind: ClientChangeKind
  readonly at: Instant
  /** `operator`, or `account:<id>`. */
  readonly by: string
  /** The version that it made. */
  readonly version: number
}

/** A client as the store keeps it. */
export interface StoredClient {
  readonly id: string
  /** 1 at first, and one more with each change, a secret that is sealed again included. */
  readonly version: number
  /** Without `client_id` and `client_secret`. */
  readonly metadata: ClientMetadata
  /** The current one first, where it has any. */
  readonly secrets: readonly ClientSecret[]
  readonly createdAt: Instant
  /** The latest ones, oldest first. */
  readonly changes: readonly ClientChange[]
  /**
   * It is no longer served, and its grants are being ended. It stands until no node can have it in memory any
   * more, so that another client of its id inherits nothing.
   */
  readonly removedAt?: Instant
}

/**
 * Port: the clients that are not written in the configuration. Each method is one atomic change; a store that
 * cannot answer throws `Fault` (`store_unavailable`).
 */
export interface ClientStore {
  /** Of any number of concurrent calls with one id, one resolves `added`. `full` where there are `limit` already. */
  add(client: StoredClient, limit: number): Promise<'added' | 'exists' | 'full'>

  /** Also one that was removed and still stands. */
  find(id: string): Promise<StoredClient | undefined>

  /** In order of their ids, after the one that is named, at most `limit`; those that were removed as well. */
  list(after: string | undefined, limit: number): Promise<readonly StoredClient[]>

  /**
   * Takes the place of the one whose version is one less. False, and nothing is changed, where it has another
   * version by now or is gone: of two concurrent changes one is told to look again.
   */
  change(client: StoredClient): Promise<boolean>

  /** Takes it away as it was at this version. False where it has another one, or is gone. */
  forget(id: string, version: number): Promise<boolean>

  /** Another number after each change of any client: nodes look at it instead of reading all of them. */
  revision(): Promise<number>
}

/** Clients that one store holds: each node keeps all of them in memory. */
export const MOST_CLIENTS = 10_000

/** What a client's secret is bound to: moved to another client, or given as anything else, it does not open. */
export const secretContext = (clientId: string, { id }: Pick<ClientSecret, 'id'>): SealContext => ({
  purpose: 'client_secret',
  // Whose it is: of this purpose, a client's.
  accountId: clientId as AccountId,
  id,
})
