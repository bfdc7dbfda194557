import { join } from 'node:path'
import { createAccounts, type Accounts } from '../../src/actions/accounts.ts'
import type { PasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { DEFAULT_THROTTLE, type ThrottlePolicy } from '../../src/kernel/throttle/attempt-store.ts'
import { plusSeconds, type Instant } from '../../src/kernel/instant.ts'
import { createPasswordBudget } from '../../src/server/budgets.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { countingHasher, type CountingHasher } from './counting-hasher.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface AccountsBench {
  readonly store: SqliteStore
  readonly accounts: Accounts
  readonly hasher: CountingHasher
  /** The same accounts on the same file, as a second node would have them. */
  readonly another: (options?: { hasher?: PasswordHasher; throttle?: ThrottlePolicy }) => Accounts
  readonly now: () => Instant
  /** Lets seconds pass; the clock stands still otherwise. */
  readonly pass: (seconds: number) => void
}

/** Accounts on a real file, for the `describe` that it is called in. */
export function accountsBench(): () => AccountsBench {
  const folder = temporaryFolder()
  let bench: AccountsBench | undefined
  let opened: SqliteStore[] = []

  beforeEach(() => {
    let at = Date.UTC(2025, 0, 1) as Instant
    const hasher = countingHasher()
    const open = (): SqliteStore => {
      const store = openSqliteStore({ path: join(folder(), 'store.sqlite'), clock: () => at })
      opened.push(store)
      return store
    }
    const build = (store: SqliteStore, by: PasswordHasher, throttle: ThrottlePolicy): Accounts =>
      createAccounts({
        store: store.accounts,
        attempts: createPasswordBudget(store.attempts, throttle),
        hasher: by,
        clock: () => at,
      })
    const store = open()
    bench = {
      store,
      hasher,
      accounts: build(store, hasher, DEFAULT_THROTTLE),
      another: (options = {}) =>
        build(open(), options.hasher ?? hasher, options.throttle ?? DEFAULT_THROTTLE),
      now: () => at,
      pass: (seconds) => {
        at = plusSeconds(at, seconds)
      },
    }
  })

  afterEach(() => {
    for (const store of opened) store.close()
    opened = []
  })

  return () => {
    if (!bench) throw new Error('there is no bench outside a test')
    return bench
  }
}
