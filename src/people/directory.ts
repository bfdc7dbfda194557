import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'

/** What the pages and the policy need to know of an account. */
export interface DirectoryAccount {
  readonly id: AccountId
  /** How the person knows the account: shown on pages and in authenticator apps. */
  readonly label: string
  /** Where mails go; absent where there is no address. */
  readonly email?: string
  /** The address is known to be its owner's. */
  readonly emailVerified?: true
  /** What its owner chose to read. */
  readonly language?: Language
  /** Whether it has a password: who has none is not asked for one. @default true */
  readonly hasPassword?: boolean
  /** What was proved before this moment counts no more (a new password, a reset). */
  readonly proofsNotBefore?: Instant
  /** When it is deleted, where its owner wants that: until then it can be taken back. */
  readonly leavesAt?: Instant
}

/** Port: where accounts come from. The built-in accounts are one; a host brings its own. */
export interface AccountDirectory {
  /** Undefined for an unknown **or disabled** account: neither has a session that counts. */
  find(id: AccountId): Promise<DirectoryAccount | undefined>

  /**
   * Whose name it is, a disabled account's included: the shape of a page goes by it, and must not change
   * when an account is disabled. It proves nothing. Takes as long for a name that nobody has.
   */
  identify(login: string): Promise<AccountId | undefined>
}
