import { createAccountId, type AccountId } from '../kernel/ids.ts'
import type { Authenticators } from '../methods/totp/index.ts'
import { emailOf } from '../people/index.ts'
import type { Accounts, Creation, NewAccount } from './accounts.ts'
import { byOf, recordIfDone, type Acting } from './acting.ts'

/** What an operator does to accounts, and their owners do not. */

/** @param actingOn who creates it, on the account that comes of it */
export async function createAccount(
  accounts: Pick<Accounts, 'create'>,
  actingOn: (id: AccountId) => Acting,
  account: NewAccount,
): Promise<Creation> {
  const id = createAccountId()
  const { record, together } = actingOn(id)
  return together(async () => {
    const creation = await accounts.create({ ...account, id })
    if (creation.outcome === 'created') await record({ type: 'account_created' })
    return creation
  })
}

/** Signed in nowhere from now on. False where there is no such account; so below. */
export const disableAccount = (accounts: Pick<Accounts, 'disable'>, acting: Acting) =>
  recordIfDone(acting, { type: 'account_disabled' }, () => accounts.disable(acting.subject))

export const enableAccount = (accounts: Pick<Accounts, 'enable'>, acting: Acting) =>
  recordIfDone(acting, { type: 'account_enabled' }, () => accounts.enable(acting.subject))

/** Forgets what was counted for its password and its codes; whether there was anything. */
export async function unlockAccount(
  ports: {
    readonly accounts: Pick<Accounts, 'unlock'>
    readonly authenticators: Pick<Authenticators, 'unlock'>
  },
  { subject, record }: Acting,
  login: string,
): Promise<{ readonly password: boolean; readonly codes: boolean }> {
  const [password, codes] = await Promise.all([
    ports.accounts.unlock(login),
    ports.authenticators.unlock(subject),
  ])
  if (password || codes) await record({ type: 'account_unlocked' })
  return { password, codes }
}

export type EmailSetting =
  /** `email`: where mails go now; absent where there is no address. */
  | { readonly outcome: 'changed'; readonly email: string | undefined }
  | { readonly outcome: 'not_found' | 'email_invalid' }

/**
 * @param given undefined: to the login, if it is an address
 * @param verified somebody knows that it is the account's
 */
export async function setEmail(
  accounts: Pick<Accounts, 'setEmail'>,
  acting: Acting,
  login: string,
  { given, verified }: { readonly given: string | undefined; readonly verified: boolean },
): Promise<EmailSetting> {
  // What is verified is an address, and stands as one, also where it is the login.
  const address = given ?? (verified ? emailOf({ login }) : undefined)
  if (verified && address === undefined) return { outcome: 'email_invalid' }
  return acting.together(async () => {
    const outcome = await accounts.setEmail(acting.subject, address, verified)
    if (outcome !== 'changed') return { outcome }
    await acting.record({ type: 'email_changed', by: byOf(acting), verified })
    return { outcome, email: address ?? emailOf({ login }) }
  })
}
