import type { AccountForm, AccountFrame, ApiPermissions, Form } from './parts.ts'
import type { browserOf } from '../kernel/user-agent.ts'

/** One browser that is signed in to an account. */
export interface SessionRow {
  /** What a form names it by. */
  readonly id: string
  readonly browser: ReturnType<typeof browserOf>
  /** Where somebody signed in from; absent where it was not recorded. */
  readonly address?: string
  /** Whose code was given there last; absent where none was, and where the device is gone. */
  readonly device?: string
  readonly signedInAt?: Date
  readonly lastUsedAt?: Date
  /** The names of the applications that were signed in to from it. */
  readonly applications: readonly string[]
  /** The browser that looks at the page. */
  readonly current: boolean
}

/** What an account has granted to an application. */
export interface ApplicationRow {
  readonly name: string
  readonly uri?: string
  /** OAuth scopes and claims; the catalogue has words for the usual ones. */
  readonly permissions: readonly string[]
  readonly apis: readonly ApiPermissions[]
  readonly since: Date
  /** Belongs to the service itself: nobody is asked for consent. */
  readonly firstParty: boolean
  readonly revokeHref: string
}

/** About where an account is signed in: the choice in which to go on, and the console's pages. */
export interface SessionPages {
  /** `prompt=select_account`: the field `account` says `this`, which is signed in here, or `other`. */
  readonly 'select-account': Form & {
    readonly cancelAction: string
    readonly applicationName: string
    readonly accountName: string
  }

  readonly sessions: {
    readonly frame: AccountFrame
    readonly csrf: string
    readonly sessions: readonly SessionRow[]
    /** Ends the one that the form names. */
    readonly endAction: string
    /** Ends all but this one; absent where there is no other. */
    readonly endOthersAction?: string
    /** Set when there are more than are shown. */
    readonly shown?: number
    /** How many were just ended. */
    readonly done?: { readonly ended: number }
  }

  readonly applications: {
    readonly frame: AccountFrame
    readonly applications: readonly ApplicationRow[]
    /** What was just revoked, by name. */
    readonly done?: { readonly name: string }
  }

  /** Asks before what an application was granted is taken away. */
  readonly 'application-revoke': AccountForm & {
    readonly applicationName: string
    readonly firstParty: boolean
  }
}
