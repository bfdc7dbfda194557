import { present } from '../kernel/typing.ts'
import type { AccountId } from '../kernel/ids.ts'
import { plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import { Secret, hashOf, newToken } from '../kernel/secret.ts'
import {
  type Account,
  type AccountStore,
  type EmailChangeStore,
  emailOf,
  isEmail,
} from '../people/index.ts'

/** Seconds for which the link to a new address works. */
export const CHANGE_LIFETIME = 1800

/** Seconds for which the old address can take it back. */
export const UNDO_LIFETIME = 72 * 3600

/** Port: how many mails an account may have sent to addresses that are not known to be its own. */
export interface EmailChangeBudget {
  /** Charges one mail; false when there were too many. Atomic. */
  charge(accountId: AccountId, now: Instant): Promise<boolean>
}

export type AskedChange =
  | { readonly outcome: 'issued'; readonly to: string; readonly token: Secret<string> }
  /** `unchanged`: it is the account's already, and verified. */
  | { readonly outcome: 'email_invalid' | 'unchanged' | 'throttled' | 'not_found' }

export type ConfirmedChange =
  | {
      readonly outcome: 'changed'
      readonly email: string
      /** To be mailed to the address that was; absent where there was none, or it is the same. */
      readonly undo?: { readonly to: string; readonly token: Secret<string> }
    }
  /** Unknown, used, voided, too old, or of another account. */
  | { readonly outcome: 'expired' }

/** An address that can be taken back, or was. */
export interface EmailUndone {
  readonly account: Account
  /** Absent where the account has no address then. */
  readonly email?: string
}

/** How an account's owner changes its address, and how that is undone. */
export interface EmailChanges {
  /** Makes a link for the new address. Nothing has changed until its owner opens it. */
  ask(id: AccountId, email: string): Promise<AskedChange>

  /** The address that the link would give this account; undefined where it does not work. */
  find(token: string, id: AccountId): Promise<string | undefined>

  /** By the owner of the account, who is signed in: whoever reads the mail alone changes nothing. */
  confirm(token: string, id: AccountId): Promise<ConfirmedChange>

  /** Looks without undoing anything: mail scanners open links before people do. */
  findUndo(token: string): Promise<EmailUndone | undefined>

  /** By whoever reads the old address: they may not get into the account any longer. */
  undo(token: string): Promise<EmailUndone | undefined>
}

export interface EmailChangesParts {
  readonly store: EmailChangeStore
  readonly accounts: Pick<AccountStore, 'find'>
  readonly budget: EmailChangeBudget
  readonly clock: Clock
}

export function createEmailChanges(parts: EmailChangesParts): EmailChanges {
  const { store, accounts, budget, clock } = parts

  async function undoneAs(
    former: { readonly accountId: AccountId; readonly email?: string } | undefined,
  ): Promise<EmailUndone | undefined> {
    const account = former && (await accounts.find(former.accountId))
    if (!account) return undefined
    const { login } = account
    const email = emailOf({ login, ...present({ email: former.email }) })
    return { account, ...present({ email }) }
  }

  return {
    async ask(id, typed) {
      const email = typed.trim()
      if (email.length > LONGEST_EMAIL || !isEmail(email)) return { outcome: 'email_invalid' }
      const account = await accounts.find(id)
      if (!account) return { outcome: 'not_found' }
      if (account.emailVerified && account.email === email) return { outcome: 'unchanged' }
      const now = clock()
      if (!(await budget.charge(id, now))) return { outcome: 'throttled' }
      const token = newToken()
      const expiresAt = plusSeconds(now, CHANGE_LIFETIME)
      await store.put({ tokenHash: hashOf(token), accountId: id, email, expiresAt })
      return { outcome: 'issued', to: email, token: new Secret(token) }
    },

    async find(token, id) {
      const change = await store.find(hashOf(token), clock())
      return change?.accountId === id ? change.email : undefined
    },

    async confirm(token, id) {
      const now = clock()
      const tokenHash = hashOf(token)
      const change = await store.find(tokenHash, now)
      const account = await accounts.find(id)
      if (!change || !account) return { outcome: 'expired' }
      const undo = newToken()
      const expiresAt = plusSeconds(now, UNDO_LIFETIME)
      const by = { tokenHash: hashOf(undo), expiresAt }
      const former = await store.redeem(tokenHash, id, now, by)
      if (!former) return { outcome: 'expired' }
      const { login } = account
      const { email } = change
      const to = emailOf({ login, ...present({ email: former.email }) })
      return {
        outcome: 'changed',
        email,
        ...(to === undefined || to === email ? {} : { undo: { to, token: new Secret(undo) } }),
      }
    },

    async findUndo(token) {
      return undoneAs(await store.findUndo(hashOf(token), clock()))
    },

    async undo(token) {
      return undoneAs(await store.undo(hashOf(token), clock()))
    },
  }
}

/** RFC 5321 §4.5.3.1.3: a path of 256 octets, of which two are its brackets. */
const LONGEST_EMAIL = 254
