import type { AccountStore, AccountWithPassword } from './account-store.ts'
import type { Account } from './account.ts'
import { nameKey } from '../kernel/typed.ts'

/**
 * Whose name it is: a login, or else the verified address of the one account that has it. A login always wins, and an
 * address that several accounts have, or that nobody has proved, is nobody's name. What looks like an address is
 * looked for as both, so that nobody learns from the time which of them it is.
 */
export async function findByName(
  store: Pick<AccountStore, 'findByLogin' | 'findNamed'>,
  name: string,
): Promise<AccountWithPassword | undefined> {
  if (!isAddress(name)) return store.findByLogin(name)
  const { named, addressed } = await store.findNamed(name.trim(), 2)
  if (named) return named
  const [one, ...others] = addressed
  return others.length === 0 && one?.account.emailVerified ? one : undefined
}

/** Whether a name can be an account's though it is not its login. */
export const isAddress = (name: string): boolean => isEmail(name.trim())

/** Enough to tell an address from a name: `local@host.tld`. Whether it is anybody's is not known. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u

/** Whether mail could be sent there. */
export const isEmail = (text: string): boolean => ADDRESS.test(text)

/** Where mails to an account's owner go: to its address, else to a login that is one. */
export const emailOf = ({ email, login }: Pick<Account, 'email' | 'login'>): string | undefined =>
  email ?? (isEmail(login) ? login : undefined)

/** The longest address that mail can be sent to (RFC 5321 §4.5.3.1.3, less the angle brackets). */
export const LONGEST_LOGIN = 254

/**
 * Whether a name may be given to a new account. White space, control and format characters are
 * refused, in what compatibility forms become too: they would make two names that look alike.
 */
export function isValidLogin(login: string): boolean {
  return [login, nameKey(login)].every(
    (text) =>
      text.length > 0 && Array.from(text).length <= LONGEST_LOGIN && !/[\p{C}\p{Z}\s]/u.test(text),
  )
}
