import { createAccounts, type Accounts } from '../accounts/accounts.ts'
import { createBuiltInDirectory, type AccountDirectory } from '../accounts/index.ts'
import { createPasswordResets, type PasswordResets } from '../accounts/password-resets.ts'
import { createPasswordHasher } from '../accounts/password-hasher.ts'
import {
  createAuthenticators,
  createRecoveryCodes,
  type Authenticators,
  type RecoveryCodes,
  type Sealer,
} from '../authenticators/index.ts'
import type { Clock } from '../instant.ts'
import { createSealer } from '../stores/sealing.ts'
import type { SqliteStore } from '../stores/sqlite/open-sqlite-store.ts'
import type { Configuration } from './config/configuration.ts'
import { createPasswordBudget } from './password-budget.ts'
import { createResetBudget } from './reset-budget.ts'

/** What the server's pages and the command line work with: the domain over one store. */
export interface Domain {
  readonly accounts: Accounts
  readonly directory: AccountDirectory
  readonly sealer: Sealer
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  readonly passwordResets: PasswordResets
}

export function createDomain(
  { keys, throttle, deviceLimit, productName }: Configuration,
  store: SqliteStore,
  clock: Clock,
): Domain {
  const hasher = createPasswordHasher()
  const accounts = createAccounts({
    store: store.accounts,
    attempts: createPasswordBudget(store.attempts, throttle),
    hasher,
    clock,
    productName,
  })
  const sealer = createSealer(keys.sealing)
  const codes = { attempts: store.attempts, sealer, clock, throttle }
  return {
    accounts,
    directory: createBuiltInDirectory(accounts),
    sealer,
    authenticators: createAuthenticators({
      ...codes,
      store: store.authenticators,
      limit: deviceLimit,
    }),
    recoveryCodes: createRecoveryCodes({ ...codes, store: store.recoveryCodes }),
    passwordResets: createPasswordResets({
      store: store.passwordResets,
      accounts: store.accounts,
      domain: accounts,
      budget: createResetBudget(store.attempts),
      hasher,
      clock,
    }),
  }
}
