import type { AccountId } from '../kernel/ids.ts'
import type { AccountDirectory } from '../people/index.ts'
import type { AcrClassOptions, AmrValues, Method } from '../methods/index.ts'
import type { Passwords } from '../methods/password/passwords.ts'
import type { Authenticators } from '../methods/totp/index.ts'
import type { RecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { TrustedBrowsers } from '../trust/trusted-browsers.ts'
import type { EventSink } from '../audit/events.ts'
import type { Clock } from '../kernel/instant.ts'
import type { RenderPage } from '../pages/pages.ts'
import type { Consents } from '../oidc/grants/consents.ts'
import type { FormAnswers, ReadAnew } from '../web/form-answers.ts'
import type { AccountActionOf, SignInPage } from '../sign-in/page-context.ts'

/** What `stepUp` is put together from. */
export interface StepUpOptions {
  /** Where accounts come from. */
  readonly directory: AccountDirectory
  /** Whether passwords are right. @default the host's page asks for them */
  readonly passwords?: Passwords
  readonly authenticators: Authenticators
  /** @default no recovery codes are given out or taken */
  readonly recoveryCodes?: RecoveryCodes
  /** Not asked for the routine code. @default no browser is */
  readonly trustedBrowsers?: TrustedBrowsers
  /** Draws the pages. */
  readonly render: RenderPage
  /** Secrets that sign forms: the provider's `cookies.keys` serve. The first signs, all verify. */
  readonly keys: readonly string[]
  /** Chooses what is assumed of names that nobody has. @default the last of `keys` */
  readonly decoyKey?: string
  /** Shown in authenticator apps and pages. */
  readonly issuerName: string
  /** The acr classes. @default `urn:step-up:1fa`, `urn:step-up:2fa` */
  readonly ladder?: readonly AcrClassOptions[]
  /** Whether an account with a second factor is asked for it at every sign-in. @default true */
  readonly secondFactorWhenEnrolled?: boolean
  /** Whether every account is, and one without a second factor has to enrol one. @default false */
  readonly secondFactorRequired?: boolean
  /** What `amr` calls a method, where it is not the usual. @default {} */
  readonly amrValues?: AmrValues
  /**
   * Seconds after which no proof counts any more: the longest that a session may live. The library
   * writes a session back at the end of every request, so its own lifetime ends only when no request
   * is under way. @default no limit but the session's
   */
  readonly proofLifetime?: number
  /** Where our pages are. @default '/interaction' */
  readonly path?: string
  /**
   * `own`: our pages ask for the password too. `host`: the host's login page does, and ends with
   * `{ login: { accountId } }` as ever; ours follow for the second factor. @default 'own'
   */
  readonly firstFactorPage?: 'own' | 'host'
  /**
   * Where people go who forgot their password, from our own page for it: it is given the application
   * as `client`. @default no link
   */
  readonly forgotPath?: string | undefined
  /** Takes back that an account is to be deleted. @default its owner cannot have it deleted */
  readonly stay?: ((id: AccountId) => Promise<boolean>) | undefined
  /** How our page for the first factor asks. @default 'email-first' */
  readonly signInPage?: SignInPage
  /** What a host's login page proves. @default 'password' */
  readonly firstFactor?: Method
  /** Where the account's own pages are, for whoever needs new recovery codes. @default there are none */
  readonly consoleUrl?: string
  /** What a request of the account's own pages is for. @default there are none */
  readonly accountAction?: AccountActionOf
  /** Buries a session at sign-out; see `attachEvidence`. */
  readonly endSession?: (uid: string) => Promise<unknown>
  /**
   * Reads anew what others may have written meanwhile, where the store keeps what a request has read.
   * @default it keeps nothing
   */
  readonly readAnew?: ReadAnew
  /** What forms came to. @default it is kept with the interaction alone, where it has one */
  readonly answers?: FormAnswers
  /** Keeps what was allowed to applications. @default it is known to the session alone */
  readonly consents?: Consents
  /** The audit trail. @default nothing is recorded */
  readonly onEvent?: EventSink
  readonly clock?: Clock
}
