import { present } from '../kernel/typing.ts'
import { systemClock, type Clock } from '../kernel/instant.ts'
import {
  isShut,
  type Account,
  emailOf,
  type AccountDirectory,
  type DirectoryAccount,
} from '../people/index.ts'
import type { Accounts } from './accounts.ts'
import type { PasswordVerdict, Passwords } from '../methods/password/passwords.ts'

/** The built-in accounts as a directory. */
export const createBuiltInDirectory = (
  accounts: Accounts,
  clock: Clock = systemClock,
): AccountDirectory => ({
  async find(id) {
    const account = await accounts.find(id)
    return account && !isShut(account, clock()) ? entryOf(account) : undefined
  },
  identify: async (login) => (await accounts.findByName(login))?.id,
})

/** Their passwords. */
export const createPasswords = (
  accounts: Pick<Accounts, 'authenticate' | 'reauthenticate'>,
): Passwords => ({
  authenticate: async (...values) => verdictOf(await accounts.authenticate(...values)),
  reauthenticate: async (...values) => verdictOf(await accounts.reauthenticate(...values)),
})

const entryOf = (account: Account): DirectoryAccount => {
  const { id, login, language, proofsNotBefore, leavesAt } = account
  const email = emailOf(account)
  return {
    id,
    label: login,
    ...present({ email }),
    ...(account.emailVerified ? { emailVerified: true } : {}),
    ...present({ language, proofsNotBefore, leavesAt }),
  }
}

const verdictOf = (result: PasswordVerdict<Account>): PasswordVerdict =>
  result.outcome === 'accepted' ? { ...result, account: entryOf(result.account) } : result
