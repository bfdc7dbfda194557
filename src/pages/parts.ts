/** What models of several pages are made of. */

/** A POST form on our own origin. */
export interface Form {
  readonly action: string
  /** Bound to the interaction or the session; sent as the field `csrf`. */
  readonly csrf: string
}

/** A form of the account that has a page to itself. */
export interface AccountForm extends Form {
  readonly accountName: string
  readonly cancelHref: string
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
  /** Of a device that is set up: its app goes by other settings than those that the key came with. */
  | {
      readonly code: 'app_ignored'
      readonly setting: 'algorithm' | 'digits' | 'period' | 'several'
      /** "SHA-256" */
      readonly algorithm: string
      readonly digits: number
      /** Seconds. */
      readonly period: number
    }
  /** Its app took the letters of the key for the key. */
  | { readonly code: 'app_took_text' }
  /** Its clock is wrong by so many seconds. */
  | { readonly code: 'clock_wrong'; readonly way: 'slow' | 'fast'; readonly off: number }
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

/** What the page for a code has around its field. */
export interface CodeFrame extends Form, AskedFor {
  readonly cancelAction: string
  readonly accountName: string
  readonly reason: CodeReason
  readonly error?: FormError
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

/** What a text is given, or all of several: nothing where it takes no facts. */
export type Given<Texts> = [Extract<Texts, (facts: never) => string>] extends [never]
  ? unknown
  : Extract<Texts, (facts: never) => string> extends (facts: infer Facts) => string
    ? Facts
    : never
