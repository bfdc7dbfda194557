import type { Context } from 'koa'
import type Provider from 'oidc-provider'
import type { CookiesSetOptions } from 'oidc-provider'
import type { Passwords } from '../methods/password/passwords.ts'
import type { Authenticators } from '../methods/totp/index.ts'
import type { RecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { EventSink } from '../audit/events.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { RenderPage } from '../pages/pages.ts'
import type { AccountAction } from '../pages/parts.ts'
import type { StepUpContext, Consents } from '../oidc/index.ts'
import {
  goTo,
  type FormAnswers,
  type FormFields,
  type FormGuard,
  type ReadAnew,
} from '../web/index.ts'
import type { KnownBrowsers } from './known-browser.ts'
import type { Flow, Interaction } from './flow.ts'

/** What the parameters of an authorization request are for, where the account's own pages sent it. */
export type AccountActionOf = (
  params: Readonly<Record<string, unknown>>,
) => AccountAction | undefined

/** How an interaction's life and its cookies are made; the provider's own configuration says it. */
export interface InteractionLife {
  /** Seconds. */
  readonly lifetime: number
  readonly cookie: CookiesSetOptions
}

/** The shape of the sign-in: which fields stand on which page. */
export type SignInPage =
  /** The name; the password; the code. */
  | 'email-first'
  /** The name; the password, together with the code where the account has a second factor. */
  | 'email-first-with-code'
  /** Name and password; the code. */
  | 'password-first'

/** What every page of ours works with. */
export interface PageContext extends StepUpContext {
  readonly provider: Provider
  /** Absent where the page for the first factor is the host's. */
  readonly passwords?: Passwords
  readonly authenticators: Authenticators
  readonly recoveryCodes?: RecoveryCodes
  readonly render: RenderPage
  readonly guard: FormGuard
  readonly browsers: KnownBrowsers
  readonly onEvent: EventSink
  readonly readAnew: ReadAnew
  readonly answers: FormAnswers
  /** Absent where consent is known to the session alone. */
  readonly consents?: Consents
  /** Shown in authenticator apps. */
  readonly issuerName: string
  /** Where the interaction's pages are: `<path>/<uid>`. */
  readonly path: string
  readonly life: InteractionLife
  /** Where a forgotten password is replaced; absent where it is not. */
  readonly forgotPath?: string | undefined
  /** Takes back that an account is to be deleted; absent where owners cannot have that. */
  readonly stay?: ((id: AccountId) => Promise<boolean>) | undefined
  /** Whether the page for the first factor is ours, or the host's. */
  readonly asksFirstFactor: boolean
  /** Where the account's own pages are; absent where there are none. */
  readonly consoleUrl?: string
  /** What a request of the account's own pages is for; undefined for every other one. */
  readonly accountAction: AccountActionOf
  /** How our page for it asks. */
  readonly signInPage: SignInPage
  /** Whether a name that nobody has is treated as one with a second factor. */
  readonly assumesSecondFactor: (login: string) => boolean
}

/** What is done for a request within an interaction, as it stands; by whatever else it needs. */
export type OnFlow<Rest extends readonly unknown[] = [], Result = Promise<void>> = (
  page: PageContext,
  ctx: Context,
  flow: Flow,
  ...rest: Rest
) => Result

/** Shows a page of an interaction. */
export type Show = OnFlow<[], Promise<void> | void>

/** Takes a form of it. @returns what stands then, where its next page is shown in the place of a redirect */
export type Step = OnFlow<[fields: FormFields], Promise<Flow | undefined | void> | void>

/** The browser fetches what comes next, so that a reload sends nothing twice. */
export function showNext(page: PageContext, ctx: Context, { uid }: Interaction): void {
  goTo(ctx, `${page.path}/${uid}`)
}
