import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import type { AccountDirectory, DirectoryAccount } from '../accounts/index.ts'
import type { Authenticators, RecoveryCodes, TrustedBrowsers } from '../authenticators/index.ts'
import type { EventSink } from '../events.ts'
import type { Clock } from '../instant.ts'
import type { Mac } from '../mac.ts'
import type { RenderPage } from '../pages.ts'
import type { KnownBrowsers, SessionView, StepUp } from '../provider/index.ts'

/** What the account's own pages work with. */
export interface ConsoleContext {
  readonly provider: Provider
  readonly stepUp: StepUp
  readonly directory: AccountDirectory
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  /** Undefined where no browser is ever spared the code. */
  readonly trustedBrowsers: TrustedBrowsers | undefined
  readonly browsers: KnownBrowsers
  readonly render: RenderPage
  readonly mac: Mac
  readonly clock: Clock
  readonly onEvent: EventSink
  readonly issuerName: string
  /** Where the console is. */
  readonly path: string
  /** The first-party client through which it asks this very provider to prove it again. */
  readonly clientId: string
}

/** A request to the console by somebody whose session is good enough for it. */
export interface Visit {
  readonly ctx: Context & { readonly params: Readonly<Record<string, string>> }
  readonly session: SessionView
  readonly account: DirectoryAccount
}
