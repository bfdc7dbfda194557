import { present } from '../kernel/typing.ts'
import { createAccountId, type AccountId } from '../kernel/ids.ts'
import { plusSeconds, type Instant } from '../kernel/instant.ts'
import { type Account, emailOf, isEmail, findByName, isValidLogin } from '../people/index.ts'
import { knownBrowsersSubjectOf, subjectOf } from '../kernel/throttle/attempt-budget.ts'
import type { Language } from '../kernel/languages.ts'
import { createPasswordCheck, type PasswordCheckParts } from '../methods/password/password-check.ts'
import type { PasswordOwner } from '../methods/password/own-words.ts'
import {
  judgePassword,
  type PasswordFlaw,
  type PasswordJudgement,
} from '../methods/password/password-policy.ts'
import type { Passwords } from '../methods/password/passwords.ts'

/** For so long an owner who wants the account deleted can take that back. */
export const DAYS_TO_STAY = 7

export interface NewAccount {
  /** @default a new one */
  readonly id?: AccountId
  readonly login: string
  /** @default the login */
  readonly displayName?: string
  /** Without one the account cannot sign in by password. */
  readonly password?: string
  /** Where mails go. @default the login, if it is an address */
  readonly email?: string
  /** Somebody knows that the address, or the login where it is one, is the account's. @default false */
  readonly emailVerified?: boolean
}

export type Creation =
  | { readonly outcome: 'created'; readonly account: Account }
  | { readonly outcome: 'login_taken' }
  | { readonly outcome: 'login_invalid' }
  | { readonly outcome: 'email_invalid' }
  | { readonly outcome: 'password_invalid'; readonly reason: PasswordFlaw }

export type PasswordChange =
  | { readonly outcome: 'changed' }
  /** No such account; or the proof that it rested on was voided meanwhile. */
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'password_invalid'; readonly reason: PasswordFlaw }

/** The built-in accounts: who may sign in, and how it is checked. */
export interface Accounts extends Passwords<Account> {
  create(account: NewAccount): Promise<Creation>

  /** What would be wrong with a new password; undefined when there is no such account. */
  judgePassword(id: AccountId, password: string): Promise<PasswordJudgement | undefined>

  /**
   * Whether it is the present password. Charged to no budget: for whoever has proved that they know it.
   *
   * @throws Fault `overloaded`
   */
  hasPassword(id: AccountId, password: string): Promise<boolean>

  /**
   * Ends what was proved with the old password; the second factor stays as it is (ASVS 6.4.3).
   *
   * @param provedAt when the old one was proved, where its owner replaces it; absent where an operator does
   */
  setPassword(id: AccountId, password: string, provedAt?: Instant): Promise<PasswordChange>

  /** What `setHash` takes, for whoever asks for something else before it is set. @throws Fault `overloaded` */
  hashPassword(password: string): Promise<string>

  /** The same as `setPassword`, with one that was judged before and is kept as its hash. */
  setHash(
    id: AccountId,
    passwordHash: string,
    provedAt: Instant,
  ): Promise<Exclude<PasswordChange, { outcome: 'password_invalid' }>>

  /** Signed in nowhere from now on. False when there is no such account. */
  disable(id: AccountId): Promise<boolean>

  /** False when there is no such account. */
  enable(id: AccountId): Promise<boolean>

  /** Whatever was proved until now counts for nothing. False when there is no such account. */
  voidProofs(id: AccountId): Promise<boolean>

  /** What its owner reads; undefined takes the choice back. False when there is no such account. */
  setLanguage(id: AccountId, language: Language | undefined): Promise<boolean>

  /**
   * Where mails go; undefined: to the login.
   *
   * @param verified somebody knows that it is the account's. @default false
   */
  setEmail(
    id: AccountId,
    email: string | undefined,
    verified?: boolean,
  ): Promise<'changed' | 'not_found' | 'email_invalid'>

  /** It is deleted in `DAYS_TO_STAY` days; when. Undefined where that is so already, or there is none. */
  leave(id: AccountId): Promise<Instant | undefined>

  /** Takes that back. False where nothing stands to be taken back any more. */
  stay(id: AccountId): Promise<boolean>

  /** Forgets the failed attempts at this name's password, and its browsers'. True if there were any. */
  unlock(login: string): Promise<boolean>

  find(id: AccountId): Promise<Account | undefined>

  findByLogin(login: string): Promise<Account | undefined>

  /** By its login, or by a verified address that it alone has. */
  findByName(name: string): Promise<Account | undefined>

  /** In order of `nameKey`, after the one given (exclusive). @param limit @default 100 */
  list(after?: string, limit?: number): Promise<readonly Account[]>
}

export interface AccountsParts extends PasswordCheckParts {
  /** What the service calls itself: no password. @default unknown */
  readonly productName?: string
}

export function createAccounts(parts: AccountsParts): Accounts {
  const { store, attempts, hasher, clock, productName } = parts

  const judge = (password: string, owner: PasswordOwner): Promise<PasswordJudgement> =>
    judgePassword(password, productName === undefined ? owner : { ...owner, productName })

  async function setHash(id: AccountId, passwordHash: string, provedAt?: Instant) {
    const changed = await store.setPassword(id, passwordHash, clock(), provedAt)
    return { outcome: changed ? 'changed' : 'not_found' } as const
  }

  return {
    ...createPasswordCheck(parts),

    async create({
      id = createAccountId(),
      login,
      displayName = login,
      password,
      email: given,
      emailVerified = false,
    }) {
      if (!isValidLogin(login)) return { outcome: 'login_invalid' }
      // What is verified is an address, and stands as one, also where it is the login.
      const email = given ?? (emailVerified ? (emailOf({ login }) ?? '') : undefined)
      if (email !== undefined && !isEmail(email)) return { outcome: 'email_invalid' }
      if (password !== undefined) {
        const owner = { login, displayName, ...present({ email }) }
        const judgement = await judge(password, owner)
        if (!judgement.ok) return { outcome: 'password_invalid', reason: judgement.reason }
      }
      const passwordHash = password === undefined ? undefined : await hasher.hash(password)
      const account: Account = {
        id,
        login,
        displayName,
        createdAt: clock(),
        ...present({ email }),
        ...(emailVerified ? { emailVerified } : {}),
      }
      const added = await store.add(account, passwordHash)
      return added ? { outcome: 'created', account } : { outcome: 'login_taken' }
    },

    async judgePassword(id, password) {
      const account = await store.find(id)
      return account && judge(password, account)
    },

    async hasPassword(id, password) {
      const account = await store.find(id)
      const found = account && (await store.findByLogin(account.login))
      if (found?.account.id !== id || found.passwordHash === undefined) return false
      return (await hasher.verify(found.passwordHash, password)).matches
    },

    async setPassword(id, password, provedAt) {
      const account = await store.find(id)
      if (!account) return { outcome: 'not_found' }
      const judgement = await judge(password, account)
      if (!judgement.ok) return { outcome: 'password_invalid', reason: judgement.reason }
      return setHash(id, await hasher.hash(password), provedAt)
    },

    hashPassword: (password) => hasher.hash(password),
    setHash,

    disable: (id) => store.disable(id, clock()),
    enable: (id) => store.enable(id),
    voidProofs: (id) => store.voidProofs(id, clock()),
    setLanguage: (id, language) => store.setLanguage(id, language),

    async setEmail(id, email, verified = false) {
      if (email !== undefined && !isEmail(email)) return 'email_invalid'
      return (await store.setEmail(id, email, verified)) ? 'changed' : 'not_found'
    },

    async leave(id) {
      const at = plusSeconds(clock(), DAYS_TO_STAY * 86_400)
      return (await store.leave(id, at)) ? at : undefined
    },
    stay: (id) => store.stay(id, clock()),

    async unlock(login) {
      const subjects = [subjectOf(login), knownBrowsersSubjectOf(login)]
      const cleared = await Promise.all(subjects.map((subject) => attempts.clear(subject)))
      return cleared.includes(true)
    },
    find: (id) => store.find(id),
    findByLogin: async (login) => (await store.findByLogin(login))?.account,
    findByName: async (name) => (await findByName(store, name))?.account,
    list: (after, limit = 100) => store.list(after, limit),
  }
}
