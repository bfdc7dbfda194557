import type { AccountFrame } from './pages.ts'

/** What happened, in what an account's owner knows of it. */
export type ActivityFact =
  /** `methods`: what was proved, by the names of the decision's methods. */
  | { readonly code: 'signed_in' | 'stepped_up'; readonly methods: readonly string[] }
  | {
      readonly code:
        | 'password_wrong'
        | 'password_refused'
        | 'password_alone'
        | 'code_wrong'
        | 'code_replayed'
        | 'code_refused'
        | 'recovery_code_wrong'
        | 'recovery_code_refused'
        | 'setup_code_wrong'
        | 'declined'
        | 'recovery_codes_issued'
        | 'recovery_codes_regenerated'
        | 'recovery_codes_seen'
        | 'second_factor_off'
        | 'second_factor_reset'
        | 'browser_trusted'
        | 'browser_forgotten'
        | 'password_changed'
        | 'password_reset'
        | 'password_set_by_administrator'
        | 'password_reset_asked'
        | 'sessions_over_limit'
    }
  | {
      readonly code: 'device_begun' | 'device_added' | 'device_renamed' | 'device_removed'
      /** What its owner calls the device. */
      readonly name: string
    }
  | { readonly code: 'recovery_code_used'; readonly remaining: number }
  | { readonly code: 'browsers_forgotten' | 'sessions_ended'; readonly count: number }
  | { readonly code: 'application_revoked'; readonly application: string }

export type ActivityCode = ActivityFact['code']

export interface ActivityRow {
  readonly at: Date
  readonly fact: ActivityFact
  /** The relying party's name, where one was signed in to. */
  readonly application?: string
  /** Absent where no browser did it: on the command line. */
  readonly place?: {
    readonly address: string
    readonly browser?: string
    readonly system?: string
  }
}

export interface ActivityPages {
  /** The console's page: what happened to the account, the newest first. */
  readonly activity: {
    readonly frame: AccountFrame
    readonly rows: readonly ActivityRow[]
    /** Further back; absent where nothing is. */
    readonly earlierHref?: string
    /** Back to the newest, from further back. */
    readonly latestHref?: string
  }
}
