import type { Language } from '../kernel/languages.ts'
import type { LeavingPages } from './leaving.ts'
import type { LanguageChoice } from './language.ts'
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

/** A POST form on our own origin. */
export interface Form {
  readonly action: string
  /** Bound to the interaction or the session; sent as the field `csrf`. */
  readonly csrf: string
}

/** What went wrong with what was just sent, told beside the field that it belongs to. */
export type FormError =
  | { readonly code: 'sign_in_failed' }
  | { readonly code: 'password_wrong' }
  | { readonly code: 'login_missing' }
  /** Name, password or code: which of them is not told. */
  | { readonly code: 'any_failed' }
  /** Neither a code of an app nor a recovery code. */
  | { readonly code: 'code_unreadable' }
  /** Too many wrong attempts: wait so many seconds. */
  | { readonly code: 'throttled'; readonly seconds: number }
  /** Locked until an administrator unlocks it. */
  | { readonly code: 'locked' }
  | { readonly code: 'code_wrong' }
  | { readonly code: 'code_just_used'; readonly seconds: number }
  | { readonly code: 'code_malformed'; readonly digits: number }
  /** Not right, or used already: which of them is told to nobody. */
  | { readonly code: 'recovery_wrong' }
  | { readonly code: 'recovery_malformed' }
  /** Too many wrong first codes: the device is begun again, with another key. */
  | { readonly code: 'setup_given_up' }
  | { readonly code: 'name_invalid'; readonly longest: number }
  | { readonly code: 'name_taken' }
  /** Of a device: it has what cannot be seen, or nothing else. */
  | { readonly code: 'name_invisible' }
  /** It looks like that of another device. */
  | { readonly code: 'name_lookalike'; readonly name: string }
  | { readonly code: 'limit_reached'; readonly limit: number }

/** What a page for the first factor asks for. The name stands fixed where it is not asked for. */
export type SignInFields = 'name' | 'password' | 'password_and_code' | 'name_and_password'

/** Why a code is asked for. */
export type CodeReason =
  /** The account has a device: every sign-in takes a code. */
  | 'account_protected'
  /** The application asks for a second factor now. */
  | 'application_asks'
  /** The last proof is too old for what is asked now. */
  | 'too_old'

/** What somebody was about to do in their account when they were asked to prove who they are. */
export const ACCOUNT_ACTIONS = [
  'open_account',
  'change_password',
  'change_email',
  'choose_language',
  'add_device',
  'rename_device',
  'remove_device',
  'report_lost_device',
  'see_recovery_codes',
  'make_recovery_codes',
  'turn_off',
  'delete_account',
  'end_sessions',
  'remove_access',
  'forget_browsers',
] as const
export type AccountAction = (typeof ACCOUNT_ACTIONS)[number]

/** On whose behalf a page of a sign-in asks, and what for. */
export interface AskedFor {
  readonly applicationName: string
  /** Where it is the account itself. */
  readonly toDo?: AccountAction
}

/** The pages of the account console that its menu leads to. */
export const ACCOUNT_PLACES = [
  'security',
  'password',
  'sessions',
  'browsers',
  'applications',
  'activity',
  'language',
] as const
export type AccountPlace = (typeof ACCOUNT_PLACES)[number]

/** What stands around every page of the account console. */
export interface AccountFrame {
  readonly accountName: string
  readonly signOutHref: string
  readonly places: readonly {
    readonly place: AccountPlace
    readonly href: string
    /** The page itself, or the one that it belongs to. */
    readonly here: boolean
  }[]
}

/** A page that is only told: an error, an end, a way on. */
export type MessageCode =
  | 'interaction_expired'
  | 'request_invalid'
  | 'form_outdated'
  | 'not_found'
  | 'unavailable'
  | 'internal'
  | 'signed_out'
  /** Another machine was let in by its code. */
  | 'connected'
  | 'sign_in_impossible'
  /** Somebody chose not to go on; nothing was changed. */
  | 'cancelled'
  | 'device_limit'
  /** What was asked for would turn off what every account has to have. */
  | 'second_factor_required'
  | 'too_many_attempts'

export type LinkCode =
  | 'back_to_application'
  | 'sign_in_again'
  | 'account'
  | 'sign_out'
  | 'home'
  | 'demo'
  | 'mails'
  | 'metadata'

export interface Link {
  readonly code: LinkCode
  readonly href: string
  /** The application's name, where the link leads to one. */
  readonly name?: string
}

/** What is asked for, or allowed, at one API (RFC 8707): a scope says nothing without it. */
export interface ApiPermissions {
  readonly resource: string
  readonly scopes: readonly string[]
}

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
  readonly code: Form &
    AskedFor & {
      readonly cancelAction: string
      readonly accountName: string
      readonly reason: CodeReason
      /** The numbers of digits that the account's devices show; one number in nearly every account. */
      readonly digits: readonly number[]
      /** To the page for a recovery code, where one would do. */
      readonly recoveryHref?: string
      /** "Don't ask again on this browser": absent where that would change nothing. */
      readonly trust?: TrustOffer
      readonly error?: FormError
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
