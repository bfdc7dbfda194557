import type { AccountStore, AccountWithPassword } from './account-store.ts'
import { isEmail } from './email.ts'

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
