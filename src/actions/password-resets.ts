import { present } from '../kernel/typing.ts'
import type { AccountId } from '../kernel/ids.ts'
import { plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import { Secret, hashOf, newToken } from '../kernel/secret.ts'
import {
  isShut,
  type Account,
  type AccountStore,
  type AccountWithPassword,
  emailOf,
  isValidLogin,
  type PasswordResetStore,
} from '../people/index.ts'
import type { Accounts } from './accounts.ts'
import type { PasswordHasher } from '../methods/password/password-hasher.ts'
import type { PasswordFlaw } from '../methods/password/password-policy.ts'

/** Seconds for which a link works. */
export const RESET_LIFETIME = 1800

/** Accounts of one address that a question is answered for: a family's, not a company's. */
const ACCOUNTS_PER_ADDRESS = 5

/** Port: how many mails an account is sent. Whoever composes the parts supplies store and policy. */
export interface ResetBudget {
  /** Charges one mail; false when there were too many. Atomic. */
  charge(accountId: AccountId, now: Instant): Promise<boolean>
  clear(accountId: AccountId, now: Instant): Promise<void>
}

/** What a question comes to for one account. Whoever asked must not learn it. */
export type AskedReset =
  /** `to`: the account's own address, never one that was typed. */
  | {
      readonly outcome: 'issued'
      readonly account: Account
      readonly to: string
      readonly token: Secret<string>
    }
  | {
      readonly outcome: 'refused'
      readonly account: Account
      readonly reason: 'disabled' | 'no_address' | 'no_password' | 'throttled'
    }

/** A link that works. */
export interface OpenReset {
  readonly account: Account
  /** The application that the way began at. */
  readonly clientId?: string
}

/** What came of a new password. */
export type Redemption =
  | ({ readonly outcome: 'changed' } & OpenReset)
  /** The form was sent twice, and the other time did it. */
  | ({ readonly outcome: 'changed_already' } & OpenReset)
  /** Unknown, used, voided or too old. */
  | { readonly outcome: 'expired' }
  /** The link still works. */
  | { readonly outcome: 'password_invalid'; readonly reason: PasswordFlaw }

/** Passwords that were forgotten, and are replaced by who reads the account's mail. */
export interface PasswordResets {
  /**
   * Makes a link for each account of this name or address. It voids none: anybody may ask, and the link that its owner
   * has at hand must not stop working by that.
   */
  ask(nameOrEmail: string, clientId?: string): Promise<readonly AskedReset[]>

  /** Looks without using the link up: mail scanners open links before people do. */
  find(token: string): Promise<OpenReset | undefined>

  /**
   * Sets a new password. What was proved with the old one ends; the second factor stays, and so does
   * the count of its wrong codes. `forgetAttempts` follows where it was `changed`.
   */
  redeem(token: string, password: string): Promise<Redemption>

  /**
   * Forgets the count of wrong passwords, which was of another password: who had to reset it because the name was
   * locked would be locked out still. And that of mails. Apart from `redeem`, because what fails here undoes no
   * password.
   */
  forgetAttempts(account: Pick<Account, 'id' | 'login'>): Promise<void>
}

export interface PasswordResetsParts {
  readonly store: PasswordResetStore
  readonly accounts: AccountStore
  readonly domain: Pick<Accounts, 'judgePassword' | 'unlock'>
  readonly budget: ResetBudget
  readonly hasher: PasswordHasher
  readonly clock: Clock
}

export function createPasswordResets(parts: PasswordResetsParts): PasswordResets {
  const { store, accounts, domain, budget, hasher, clock } = parts

  async function candidates(nameOrEmail: string): Promise<readonly AccountWithPassword[]> {
    const name = nameOrEmail.trim()
    if (!isValidLogin(name)) return []
    const named = await accounts.findByLogin(name)
    const addressed = await accounts.listByEmail(name, ACCOUNTS_PER_ADDRESS)
    const others = addressed.filter(({ account }) => account.id !== named?.account.id)
    return named ? [named, ...others] : others
  }

  async function issue(
    { account, passwordHash }: AccountWithPassword,
    clientId: string | undefined,
  ): Promise<AskedReset> {
    const refused = (reason: Extract<AskedReset, { outcome: 'refused' }>['reason']) =>
      ({ outcome: 'refused', account, reason }) as const
    const to = emailOf(account)
    if (isShut(account, clock())) return refused('disabled')
    if (to === undefined) return refused('no_address')
    // What was never set cannot have been forgotten: the first password is the operator's to allow.
    if (passwordHash === undefined) return refused('no_password')
    const now = clock()
    if (!(await budget.charge(account.id, now))) return refused('throttled')
    const token = newToken()
    await store.put({
      tokenHash: hashOf(token),
      accountId: account.id,
      expiresAt: plusSeconds(now, RESET_LIFETIME),
      ...present({ clientId }),
    })
    return { outcome: 'issued', account, to, token: new Secret(token) }
  }

  async function find(token: string): Promise<OpenReset | undefined> {
    const reset = await store.find(hashOf(token), clock())
    const account = reset && (await accounts.find(reset.accountId))
    if (!account || isShut(account, clock())) return undefined
    const { clientId } = reset
    return { account, ...present({ clientId }) }
  }

  /**
   * Whether this very password was set while it was being hashed. Looked at only where another was set
   * meanwhile: a link that was voided otherwise must be no way to try passwords for nothing.
   */
  async function isSetSince(
    { login, proofsNotBefore }: Account,
    password: string,
  ): Promise<boolean> {
    const known = await accounts.findByLogin(login)
    if (known?.passwordHash === undefined || isShut(known.account, clock())) return false
    if (known.account.proofsNotBefore === proofsNotBefore) return false
    return (await hasher.verify(known.passwordHash, password)).matches
  }

  return {
    find,

    async ask(nameOrEmail, clientId) {
      const asked: AskedReset[] = []
      for (const each of await candidates(nameOrEmail)) asked.push(await issue(each, clientId))
      return asked
    },

    async redeem(token, password) {
      const open = await find(token)
      if (!open) return { outcome: 'expired' }
      const judgement = await domain.judgePassword(open.account.id, password)
      if (judgement && !judgement.ok) {
        return { outcome: 'password_invalid', reason: judgement.reason }
      }
      // Hashed before the link is used up: whatever goes wrong until then, it can be tried again.
      const passwordHash = await hasher.hash(password)
      if (!(await store.redeem(hashOf(token), passwordHash, clock()))) {
        const twice = await isSetSince(open.account, password)
        return twice ? { outcome: 'changed_already', ...open } : { outcome: 'expired' }
      }
      return { outcome: 'changed', ...open }
    },

    async forgetAttempts({ id, login }) {
      await Promise.all([domain.unlock(login), budget.clear(id, clock())])
    },
  }
}
