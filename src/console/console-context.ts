import type { Provider } from 'oidc-provider'
import type { Accounts } from '../actions/accounts.ts'
import type { EmailChanges } from '../actions/email-changes.ts'
import type { Ladder } from '../assurance/index.ts'
import type { AccountDirectory } from '../people/index.ts'
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
import type { AccountApplications, AccountSessions } from '../oidc/index.ts'
import type { FormAnswers, ReadAnew } from '../web/index.ts'
import type { KnownBrowsers, StepUp } from '../sign-in/index.ts'
import type { ChosenPasswords } from './chosen-password.ts'

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
