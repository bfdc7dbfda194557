import type {
  AccountFrame,
  ApiPermissions,
  AskedFor,
  CodeFrame,
  Form,
  FormError,
  Link,
  MessageCode,
  SignInFields,
} from './parts.ts'
import type { Language } from '../kernel/languages.ts'
import type { LeavingPages } from './leaving.ts'
import type { SessionPages } from './sessions.ts'
import type { EmailPages } from './email.ts'
import type { PasswordPages } from './passwords.ts'
import type { ActivityPages } from './activity.ts'
import type { MailPages } from './mail.ts'
import type { ConnectPages } from './connect.ts'
import type { DevicePages } from './devices.ts'
import type { RecoveryPages } from './recovery.ts'
import type { SecondFactorPages } from './second-factor.ts'
import type { BrowserPages, TrustOffer } from './browsers.ts'

/**
 * What each page is given. Routes pass facts and codes, never sentences: the words stand in the
 * catalogue (`texts.ts`), the markup in `views/`, and neither decides anything.
 */

/** The model of each page, by the name of its view. */
export interface Pages
  extends
    SessionPages,
    ActivityPages,
    MailPages,
    PasswordPages,
    EmailPages,
    RecoveryPages,
    SecondFactorPages,
    BrowserPages,
    LeavingPages,
    ConnectPages,
    DevicePages {
  readonly landing: { readonly issuer: string; readonly links: readonly Link[] }

  /** Name and password, on one page or on two. `login` keeps what was typed. */
  readonly 'sign-in': Form &
    AskedFor & {
      readonly cancelAction: string
      readonly fields: SignInFields
      readonly login: string
      /** "Not you?": to the page that asks for the name. Absent where it can be no other. */
      readonly otherNameHref?: string
      /** The person is known (a session lives) and only proves it again. */
      readonly again: boolean
      /** "Don't ask again on this browser": absent where that would change nothing. */
      readonly trust?: TrustOffer
      /** "Forgot your password?" (POST, with the name that was typed): on to where it is replaced. */
      readonly forgotAction?: string
      readonly error?: FormError
    }

  /** The code of any of the account's devices. */
  readonly code: CodeFrame & {
    /** The numbers of digits that the account's devices show; one number in nearly every account. */
    readonly digits: readonly number[]
    /** To the page for a recovery code, where one would do. */
    readonly recoveryHref?: string
    /** "Don't ask again on this browser": absent where that would change nothing. */
    readonly trust?: TrustOffer
  }

  readonly consent: Form & {
    readonly cancelAction: string
    readonly applicationName: string
    readonly applicationUri?: string
    readonly accountName: string
    /** OAuth scopes and claims that are asked for; the catalogue has words for the usual ones. */
    readonly permissions: readonly string[]
    readonly apis: readonly ApiPermissions[]
    /** Where the answer goes: host and port of the redirect URI. */
    readonly destination: string
    /** Whether it is kept with the account, until it is taken back there. */
    readonly kept: boolean
  }

  /**
   * Between two pages: a form with nothing to fill in, which sends itself. Where no script runs its button does.
   * The application is named where the form leads to one.
   */
  readonly forward: {
    readonly code: 'to_application' | 'sign_out' | 'switch_account' | 'connect'
    readonly action: string
    readonly fields: Readonly<Record<string, string>>
    readonly applicationName?: string
  }

  /** The provider's own sign-out page; `formHtml` is oidc-provider's form `op.logoutForm`. */
  readonly 'sign-out': { readonly formHtml: string; readonly applicationName?: string }

  readonly language: Form & LanguageChoice & { readonly frame: AccountFrame }

  readonly message: {
    readonly code: MessageCode
    /** What to quote to an operator. */
    readonly reference?: string
    /** An OAuth error with its description, for the developer who caused it. */
    readonly detail?: { readonly error: string; readonly description?: string }
    /** Applications, by name, that were told of the sign-out and took it, and those that were not or did not. */
    readonly applications?: {
      readonly signedOut: readonly string[]
      readonly notSignedOut: readonly string[]
    }
    readonly links: readonly Link[]
  }
}

export type PageName = keyof Pages

/** What every page shows around its content. */
export interface Chrome {
  readonly productName: string
  /** Path prefix of the stylesheet and the script. */
  readonly assets: string
}

/** When the session or the sign-in behind a page ends, and how its reader prolongs it (POST). */
export interface Expiry extends Form {
  /** From when the page was made. */
  readonly seconds: number
}

/** What is true of a page because of the request that it answers, whatever it shows. */
export interface Circumstances {
  readonly expiry?: Expiry | undefined
  /** Where the page stands, if it answers a request to somewhere else: a path. */
  readonly address?: string | undefined
  /** Where whoever reads it signs out; absent where nobody has to be signed in to read it. */
  readonly signOutHref?: string | undefined
}

/** Renders one page to a complete HTML document, in a language. */
export type RenderPage = <Name extends PageName>(
  name: Name,
  model: Pages[Name],
  language: Language,
  circumstances?: Circumstances,
) => string

/** The page on which somebody chooses what they read. */
export interface LanguageChoice {
  readonly languages: readonly Language[]
  /** Absent: the browser's. */
  readonly chosen?: Language
  /** What the browser asks for. */
  readonly browser: Language
  /** It was just saved. */
  readonly saved: boolean
}
