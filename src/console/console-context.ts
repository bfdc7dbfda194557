import type { Provider } from 'oidc-provider'
import type { Acting } from '../actions/acting.ts'
import type { Accounts } from '../actions/accounts.ts'
import type { EmailChanges } from '../actions/email-changes.ts'
import type { Ladder } from '../assurance/index.ts'
import type { AccountDirectory, DirectoryAccount, Enroller } from '../people/index.ts'
import type { Passwords } from '../methods/password/passwords.ts'
import type { Authenticators } from '../methods/totp/index.ts'
import type { RecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { TrustedBrowsers } from '../trust/trusted-browsers.ts'
import type { EventSink } from '../audit/events.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { ActivityStore } from '../audit/index.ts'
import type { Clock } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'
import type { Mac } from '../kernel/mac.ts'
import type { Postbox } from '../mail/postbox.ts'
import type { RenderPage } from '../pages/pages.ts'
import type { AccountApplications, AccountSessions, SessionView, Subject } from '../oidc/index.ts'
import type { Addressed, FormAnswers, FormFields, ReadAnew } from '../web/index.ts'
import type { KnownBrowsers, StepUp } from '../sign-in/index.ts'

/** How an account's owner changes its address. */
export interface ConsoleEmail {
  readonly changes: EmailChanges
  readonly postbox: Postbox
  /** Where a change is undone, by links in mails. */
  readonly undoPath: string
}

/** What the account's own pages work with. */
export interface ConsoleContext {
  readonly provider: Provider
  readonly stepUp: StepUp
  readonly ladder: Ladder
  readonly directory: AccountDirectory
  readonly passwords: Passwords
  readonly accounts: Pick<
    Accounts,
    'judgePassword' | 'hasPassword' | 'hashPassword' | 'setHash' | 'leave' | 'stay'
  >
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  /** Keeps what an account's owner chose to read; undefined: what the browser asks for. */
  readonly setLanguage: (account: AccountId, language: Language | undefined) => Promise<unknown>
  readonly sessions: AccountSessions
  readonly applications: AccountApplications
  /** The client ids of the operator's own applications. */
  readonly firstParty: Pick<ReadonlySet<string>, 'has'>
  /** Undefined where no browser is ever spared the code. */
  readonly trustedBrowsers: TrustedBrowsers | undefined
  readonly browsers: KnownBrowsers
  readonly activity: ActivityStore
  /** Absent where no mails are sent. */
  readonly email?: ConsoleEmail
  readonly render: RenderPage
  readonly answers: FormAnswers
  readonly chosen: ChosenPasswords
  readonly readAnew: ReadAnew
  readonly mac: Mac
  readonly clock: Clock
  readonly onEvent: EventSink
  readonly issuerName: string
  /** Every account has to have a second factor: nobody turns it off. */
  readonly secondFactorRequired: boolean
  /** What turning it off takes. */
  readonly turnOffWith: 'code' | 'password'

  /** Whether its owner can delete an account. */
  readonly accountDeletion: 'owner' | 'off'

  /** Where the console is. */
  readonly path: string
  /** The first-party client through which it asks this very provider to prove it again. */
  readonly clientId: string
}

/** A request to the console by somebody whose session is good enough for it. */
export interface Visit {
  readonly ctx: Addressed
  readonly session: SessionView
  readonly account: DirectoryAccount
  /** The account's second factors, as they stood when the request came. */
  readonly subject: Subject
  /** The account's owner, as far as this session proves them. */
  readonly acting: Acting
  /** The session, as whoever sets a device up in it. */
  readonly by: Enroller
  /** The session had the second class when the request came. */
  readonly secondClass: boolean
}

/**
 * The new password of somebody whose code was wrong, so that the code alone is asked for again. It is kept as what it will be
 * anyway, the hash of an account's password: nobody can read it, neither in the store nor in the browser. What it is kept
 * under stands in the browser's cookie, so that it serves the browser that chose it, in that session and that account.
 */
export interface ChosenPasswords {
  /** @param form the address of the form, the only one that is given it back */
  keep(visit: Visit, form: string, passwordHash: string): Promise<void>
  find(visit: Visit): Promise<string | undefined>
  forget(visit: Visit, form: string): void
}

/** Shows a page of the console. */
export type Show = (context: ConsoleContext, visit: Visit) => Promise<void> | void

/** Does what a form of the console was sent for. */
export type Act = (context: ConsoleContext, visit: Visit, fields: FormFields) => Promise<void>
