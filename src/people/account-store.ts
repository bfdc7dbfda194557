import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'
import type { Account } from './account.ts'

/** An account together with what its password is checked against (an argon2id PHC string). */
export interface AccountWithPassword {
  readonly account: Account
  readonly passwordHash?: string
}

/** Whose name it may be. */
export interface NamedAccounts {
  readonly named?: AccountWithPassword
  readonly addressed: readonly AccountWithPassword[]
}

/**
 * Port: the built-in accounts. Each method is one atomic intention; a store that cannot answer throws
 * `Fault` (`store_unavailable`).
 */
export interface AccountStore {
  /** Of concurrent calls with one `nameKey` exactly one resolves true; no account is ever replaced. */
  add(account: Account, passwordHash?: string): Promise<boolean>

  find(id: AccountId): Promise<Account | undefined>

  /** By `nameKey(login)`. */
  findByLogin(login: string): Promise<AccountWithPassword | undefined>

  /**
   * `findByLogin` and `listByEmail` of one name, for the price of one of them, whoever it is the name of: whoever has it
   * for a login, and at most so many whose address it is, which may be left out where it is a login.
   */
  findNamed(name: string, limit: number): Promise<NamedAccounts>

  /** Whose `email` it is, ASCII letters in either case; at most `limit`, in order of `nameKey`. */
  listByEmail(email: string, limit: number): Promise<readonly AccountWithPassword[]>

  /** In order of `nameKey`, after the one given (exclusive); at most `limit`. */
  list(after: string | undefined, limit: number): Promise<readonly Account[]>

  /**
   * Sets a new password and voids what was proved with the old one: `proofsNotBefore` becomes `at`,
   * here and below never earlier than it was. Voids the account's password resets with it. False when
   * there is no such account.
   *
   * @param provedAt when the old password was proved, where that is why it may be replaced: false, and
   *   nothing changes, when the proof was voided meanwhile. Otherwise who lost the account a moment ago
   *   could take it back.
   */
  setPassword(
    id: AccountId,
    passwordHash: string,
    at: Instant,
    provedAt?: Instant,
  ): Promise<boolean>

  /**
   * Stores the same password hashed with new parameters, unless the password was changed meanwhile
   * (the stored hash is no longer `previous`): then it resolves false and changes nothing.
   */
  rehash(id: AccountId, previous: string, next: string): Promise<boolean>

  /** Undefined takes the choice back. False when there is no such account. */
  setLanguage(id: AccountId, language: Language | undefined): Promise<boolean>

  /**
   * Undefined: mails go to the login. Voids the account's password resets, whose links were mailed to
   * the old address, and what would change the address, or give it another back. False when there is no such
   * account.
   *
   * @param verified whether it is known to be the account's. @default false
   */
  setEmail(id: AccountId, email: string | undefined, verified?: boolean): Promise<boolean>

  /**
   * Disables and voids what was proved (`disabledAt` and `proofsNotBefore` become `at`), and password
   * resets with it. False: no such account.
   */
  disable(id: AccountId, at: Instant): Promise<boolean>

  /** Lets a disabled account in again; what was proved before stays void. False: no such account. */
  enable(id: AccountId): Promise<boolean>

  /**
   * Its owner wants it deleted: `leavesAt` becomes `at`. False, and nothing changes, where one stands, or there
   * is no such account.
   */
  leave(id: AccountId, at: Instant): Promise<boolean>

  /** Takes that back. False, and nothing changes, where none stands or its time has come at `now`. */
  stay(id: AccountId, now: Instant): Promise<boolean>

  /** Whose time has come at `now`, at most `limit`; each is told until it is removed. */
  listLeft(now: Instant, limit: number): Promise<readonly AccountId[]>

  /** Voids what was proved before `at`, for instance when its devices are reset. False: no such account. */
  voidProofs(id: AccountId, at: Instant): Promise<boolean>
}
