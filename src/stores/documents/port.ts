import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { NewMail } from '../../mail/outbox-store.ts'
import type { DocumentKey, KeyKind } from '../../people/document/document.ts'

/** An account's document as it is kept. */
export interface StoredDocument {
  readonly id: AccountId
  readonly text: string
}

/** What stands instead of a document. */
export interface DocumentWrite {
  /** Undefined: nothing of it is kept any more, its last uses neither. */
  readonly text: string | undefined
  /** What it was found by, and what it is found by from now on. */
  readonly formerKeys: readonly DocumentKey[]
  readonly keys: readonly DocumentKey[]
  /** Of what is gone: their last uses are forgotten. */
  readonly forgotten: readonly string[]
  /** Whether the account is better or worse protected by it: to be kept for good before anybody is told. */
  readonly isProtection: boolean
}

/** What is written together with a document, or not at all. */
export interface Along {
  /** For the account's history. */
  readonly entries: readonly { readonly at: Instant; readonly entry: string }[]
  readonly mails: readonly { readonly mail: NewMail; readonly dueAt: Instant }[]
}

/** What becomes of a document, and what whoever changes it is told. */
export interface Step<T> {
  readonly result: T
  /** Absent: it stays. */
  readonly write?: DocumentWrite
  readonly along?: Along
}

/** Another account has a name that one alone may have (`login`): nothing was written. */
export const TAKEN = Symbol('taken')

/** Which of those that stand under one name, in their order. */
export interface Range {
  /** Only those behind it. */
  readonly after?: string | undefined
  /** Only those up to it, itself among them. */
  readonly upTo?: string
}

/**
 * Port: what a database does for the accounts' documents. It knows nothing of what is in them. Each is written as a whole,
 * and at no moment is there a part of a change. A database that cannot answer throws `Fault` (`store_unavailable`).
 */
export interface DocumentEngine {
  read(id: AccountId): Promise<string | undefined>

  /** Whose name it is. What has lost the name a moment ago may be told too: whoever asks looks. */
  readNamed(kind: KeyKind, name: string): Promise<StoredDocument | undefined>

  /** Those under a name, in order (as code units); at most `limit`. Some may have lost the name a moment ago. */
  list(kind: KeyKind, name: string, range: Range, limit: number): Promise<readonly StoredDocument[]>

  /** `readNamed` of a login and `list` of an address, for the price of one of them; `limit` is the address's. */
  readLogin(
    login: string,
    address: string,
    limit: number,
  ): Promise<{
    readonly named?: StoredDocument
    readonly addressed: readonly StoredDocument[]
  }>

  /**
   * Puts what `step` makes of the document in its place: what `step` was given still stood when that was written. It may be
   * called anew with what somebody else has written meanwhile, and must do nothing else. Of any number of concurrent
   * calls, in any number of processes, each is made upon another's result.
   */
  change<T>(id: AccountId, step: (text: string | undefined) => Step<T>): Promise<T | typeof TAKEN>

  /**
   * Walks over all documents, in an order of its own: those that stand from the beginning of a walk to its end come at least
   * once, about `limit` at a time.
   *
   * @param after where the last page said that it goes on; undefined to begin
   */
  page(
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly found: readonly StoredDocument[]; readonly next?: string }>

  /** When things of the account were last used, by their ids. */
  lastUses(id: AccountId): Promise<ReadonlyMap<string, Instant>>

  /** Records a use; never an earlier one than is known. */
  use(id: AccountId, name: string, at: Instant): Promise<void>
}
