import type { Passwords } from '../methods/password/passwords.ts'
import { createAccounts, type Accounts } from '../actions/accounts.ts'
import { type AccountDirectory } from '../people/index.ts'
import { createBuiltInDirectory, createPasswords } from '../actions/built-in-directory.ts'
import { createEmailChanges, type EmailChanges } from '../actions/email-changes.ts'
import { createPasswordResets, type PasswordResets } from '../actions/password-resets.ts'
import { createPasswordHasher, type PasswordHasher } from '../methods/password/password-hasher.ts'
import { createAuthenticators, type Authenticators } from '../methods/totp/index.ts'
import { createRecoveryCodes, type RecoveryCodes } from '../methods/recovery-codes/index.ts'
import { createTrustedBrowsers, type TrustedBrowsers } from '../trust/trusted-browsers.ts'
import { endingTrust } from '../actions/ending-trust.ts'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import { createJournal, type Journal } from '../audit/index.ts'
import type { Clock } from '../kernel/instant.ts'
import { LANGUAGES } from '../kernel/languages.ts'
import { createOutbox } from '../mail/outbox.ts'
import type { Postbox } from '../mail/postbox.ts'
import { createSealer } from '../stores/sealing.ts'
import type { Store } from '../stores/store.ts'
import { processesOf, type Configuration } from './config/configuration.ts'
import { keysAt } from './keys/in-use.ts'
import { createPasswordBudget, createMailBudget } from './budgets.ts'

/** What the server's pages and the command line work with: the domain over one store. */
export interface Domain {
  readonly accounts: Accounts
  readonly directory: AccountDirectory
  readonly passwords: Passwords
  readonly sealer: Sealer
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  readonly passwordResets: PasswordResets
  readonly emailChanges: EmailChanges
  /** Absent where mails are neither sent nor shown. */
  readonly postbox?: Postbox
  readonly journal: Journal
  /** Undefined where no browser is ever spared the code. */
  readonly trustedBrowsers: TrustedBrowsers | undefined
  /** Password hashes that wait for their turn. */
  queueLength(): number
}

/** Parts that whoever composes a domain may bring. */
export interface DomainParts {
  /** Called after a mail was posted in this process. @default nobody is called */
  readonly onPosted?: () => void
  /** @default one with the keys of this moment */
  readonly sealer?: Sealer
  /** @default one with the parameters of `PasswordHasherOptions`, for as many processes as are configured */
  readonly hasher?: PasswordHasher
}

export function createDomain(
  configuration: Configuration,
  store: Store,
  clock: Clock,
  parts: DomainParts = {},
): Domain {
  const { throttle, codeWindow, deviceLimit, newDevices, languages, productName, trustedBrowsers } =
    configuration
  const {
    onPosted = () => {},
    sealer = createSealer(keysAt(configuration.keys.sealing, clock())),
    hasher = createPasswordHasher({ processes: processesOf(configuration) }),
  } = parts
  const accounts = createAccounts({
    store: store.accounts,
    attempts: createPasswordBudget(store.attempts, throttle),
    hasher,
    clock,
    productName,
  })
  const directory = createBuiltInDirectory(accounts, clock)
  const postbox = isMailed(configuration)
    ? createOutbox({
        store: store.outbox,
        sealer,
        clock,
        // Before it is written nobody would find it.
        onPosted: () => {
          store.afterwards(onPosted)
        },
      })
    : undefined
  const codes = { attempts: store.attempts, sealer, clock, throttle }
  return {
    accounts,
    directory,
    passwords: createPasswords(accounts),
    sealer,
    // Off or on: what was trusted before must not come back when it is turned on again.
    authenticators: endingTrust(
      createAuthenticators({
        ...codes,
        ...(store.attemptCode ? { attemptCode: store.attemptCode } : {}),
        store: store.authenticators,
        limit: deviceLimit,
        window: codeWindow,
        parameters: newDevices,
      }),
      store.trustedBrowsers,
    ),
    recoveryCodes: createRecoveryCodes({ ...codes, store: store.recoveryCodes }),
    passwordResets: createPasswordResets({
      store: store.passwordResets,
      accounts: store.accounts,
      domain: accounts,
      budget: createMailBudget(store.attempts, 'reset'),
      hasher,
      clock,
    }),
    emailChanges: createEmailChanges({
      store: store.emailChanges,
      accounts: store.accounts,
      budget: createMailBudget(store.attempts, 'email'),
      clock,
    }),
    ...(postbox ? { postbox } : {}),
    journal: createJournal({
      store: store.activity,
      attempts: store.attempts,
      directory,
      postbox,
      language: languages[0] ?? LANGUAGES[0],
      clock,
    }),
    trustedBrowsers:
      trustedBrowsers &&
      createTrustedBrowsers({
        store: store.trustedBrowsers,
        clock,
        lifetime: trustedBrowsers.lifetime,
      }),
    queueLength: () => hasher.queueLength(),
  }
}

/** Mails are sent by a mail server, or shown in development: else nobody would ever empty the outbox. */
const isMailed = ({ mail, development }: Configuration): boolean =>
  mail.url !== undefined || development !== undefined
