import { createAccounts, type Accounts } from '../accounts/accounts.ts'
import { createBuiltInDirectory, type AccountDirectory } from '../accounts/index.ts'
import { createPasswordHasher } from '../accounts/password-hasher.ts'
import {
  createAuthenticators,
  createRecoveryCodes,
  createTrustedBrowsers,
  endingTrust,
  type Authenticators,
  type RecoveryCodes,
  type Sealer,
  type TrustedBrowsers,
} from '../authenticators/index.ts'
import type { Clock } from '../instant.ts'
import { createSealer } from '../stores/sealing.ts'
import type { SqliteStore } from '../stores/sqlite/open-sqlite-store.ts'
import type { Configuration } from './config/configuration.ts'
import { createPasswordBudget } from './password-budget.ts'

/** What the server's pages and the command line work with: the domain over one store. */
export interface Domain {
  readonly accounts: Accounts
  readonly directory: AccountDirectory
  readonly sealer: Sealer
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  /** Undefined where no browser is ever spared the code. */
  readonly trustedBrowsers: TrustedBrowsers | undefined
}

export function createDomain(
  { keys, throttle, deviceLimit, trustedBrowsers: trust }: Configuration,
  store: SqliteStore,
  clock: Clock,
): Domain {
  const accounts = createAccounts({
    store: store.accounts,
    attempts: createPasswordBudget(store.attempts, throttle),
    hasher: createPasswordHasher(),
    clock,
  })
  const sealer = createSealer(keys.sealing)
  const codes = { attempts: store.attempts, sealer, clock, throttle }
  return {
    accounts,
    directory: createBuiltInDirectory(accounts),
    sealer,
    // Off or on: what was trusted before must not come back when it is turned on again.
    authenticators: endingTrust(
      createAuthenticators({ ...codes, store: store.authenticators, limit: deviceLimit }),
      store.trustedBrowsers,
    ),
    recoveryCodes: createRecoveryCodes({ ...codes, store: store.recoveryCodes }),
    trustedBrowsers:
      trust &&
      createTrustedBrowsers({ store: store.trustedBrowsers, clock, lifetime: trust.lifetime }),
  }
}
