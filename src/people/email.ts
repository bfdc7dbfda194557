import type { Account } from './account.ts'

/** Enough to tell an address from a name: `local@host.tld`. Whether it is anybody's is not known. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u

/** Whether mail could be sent there. */
export const isEmail = (text: string): boolean => ADDRESS.test(text)

/** Where mails to an account's owner go: to its address, else to a login that is one. */
export const emailOf = ({ email, login }: Pick<Account, 'email' | 'login'>): string | undefined =>
  email ?? (isEmail(login) ? login : undefined)
