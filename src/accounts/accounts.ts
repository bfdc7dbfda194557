import { createAccountId, type AccountId } from '../ids.ts'
import type { Account } from './account.ts'
import { subjectOf } from './attempt-budget.ts'
import type { Language } from '../languages.ts'
import { isEmail } from './email.ts'
import { isValidLogin } from './login.ts'
import {
  createPasswordCheck,
  type PasswordCheck,
  type PasswordCheckParts,
} from './password-check.ts'
import { judgePassword } from './password-policy.ts'

export interface NewAccount {
  readonly login: string
  /** @default the login */
  readonly displayName?: string
  /** Without one the account cannot sign in by password. */
  readonly password?: string
  /** Where mails go. @default the login, if it is an address */
  readonly email?: string
}

export type Creation =
  | { readonly outcome: 'created'; readonly account: Account }
  | { readonly outcome: 'login_taken' }
  | { readonly outcome: 'login_invalid' }
  | { readonly outcome: 'email_invalid' }
  | { readonly outcome: 'password_invalid'; readonly reason: 'too_short' | 'too_long' }

export type PasswordChange =
  | { readonly outcome: 'changed' }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'password_invalid'; readonly reason: 'too_short' | 'too_long' }

/** The built-in accounts: who may sign in, and how it is checked. */
export interface Accounts extends PasswordCheck {
  create(account: NewAccount): Promise<Creation>

  /** Ends what was proved with the old password; the second factor stays as it is (ASVS 6.4.3). */
  setPassword(id: AccountId, password: string): Promise<PasswordChange>

  /** Signed in nowhere from now on. False when there is no such account. */
  disable(id: AccountId): Promise<boolean>

  /** False when there is no such account. */
  enable(id: AccountId): Promise<boolean>

  /** What its owner reads; undefined takes the choice back. False when there is no such account. */
  setLanguage(id: AccountId, language: Language | undefined): Promise<boolean>

  /** Where mails go; undefined: to the login. */
  setEmail(
    id: AccountId,
    email: string | undefined,
  ): Promise<'changed' | 'not_found' | 'email_invalid'>

  /** Forgets the failed attempts at this name's password. True if there were any. */
  unlock(login: string): Promise<boolean>

  find(id: AccountId): Promise<Account | undefined>

  findByLogin(login: string): Promise<Account | undefined>

  /** In order of `loginKey`, after the one given (exclusive). @param limit @default 100 */
  list(after?: string, limit?: number): Promise<readonly Account[]>
}

export function createAccounts(parts: PasswordCheckParts): Accounts {
  const { store, attempts, hasher, clock } = parts

  return {
    ...createPasswordCheck(parts),

    async create({ login, displayName = login, password, email }) {
      if (!isValidLogin(login)) return { outcome: 'login_invalid' }
      if (email !== undefined && !isEmail(email)) return { outcome: 'email_invalid' }
      if (password !== undefined) {
        const judgement = judgePassword(password)
        if (!judgement.ok) return { outcome: 'password_invalid', reason: judgement.reason }
      }
      const passwordHash = password === undefined ? undefined : await hasher.hash(password)
      const account: Account = {
        id: createAccountId(),
        login,
        displayName,
        createdAt: clock(),
        ...(email === undefined ? {} : { email }),
      }
      const added = await store.add(account, passwordHash)
      return added ? { outcome: 'created', account } : { outcome: 'login_taken' }
    },

    async setPassword(id, password) {
      const judgement = judgePassword(password)
      if (!judgement.ok) return { outcome: 'password_invalid', reason: judgement.reason }
      const passwordHash = await hasher.hash(password)
      const changed = await store.setPassword(id, passwordHash, clock())
      return { outcome: changed ? 'changed' : 'not_found' }
    },

    disable: (id) => store.disable(id, clock()),
    enable: (id) => store.enable(id),
    setLanguage: (id, language) => store.setLanguage(id, language),

    async setEmail(id, email) {
      if (email !== undefined && !isEmail(email)) return 'email_invalid'
      return (await store.setEmail(id, email)) ? 'changed' : 'not_found'
    },

    unlock: (login) => attempts.clear(subjectOf(login)),
    find: (id) => store.find(id),
    findByLogin: async (login) => (await store.findByLogin(login))?.account,
    list: (after, limit = 100) => store.list(after, limit),
  }
}
