import type { AccountForm, FormError } from './parts.ts'

/** What the security page says of an account's recovery codes. */
export type RecoverySummary =
  | {
      readonly state: 'made'
      readonly left: number
      readonly count: number
      /** So few that new ones should be made. */
      readonly few: boolean
      readonly madeAt: Date
      /** To the codes themselves, and to the page that makes new ones. */
      readonly seeHref: string
      readonly renewHref: string
    }
  /** An account with a device that has none yet. */
  | { readonly state: 'missing'; readonly makeHref: string }

/** What protects an account besides its password. */
export type Protection = 'devices' | 'recovery_codes' | 'nothing'

/** The pages on which the second factor as a whole is changed. */
export interface SecondFactorPages {
  /** Asks before everything goes: all devices and all recovery codes. */
  readonly 'turn-off': AccountForm & {
    /** Set where it was the removal of the last device that led here. */
    readonly lastDevice?: string
    /** Where the password turns it off, it is typed right here. */
    readonly passwordNeeded: boolean
    readonly error?: FormError
  }

  /** "I lost this device": removes it and goes on to adding another. */
  readonly 'device-lost': AccountForm & {
    readonly deviceName: string
    /** What protects the account until the new device is confirmed. */
    readonly until: Protection
    /** Whether the account's other sessions can be ended along with it. */
  }

  /** Asks before recovery codes are made. */
  readonly 'recovery-codes-new': AccountForm & {
    /** Others stand, and die at once. */
    readonly replaces: boolean
  }
}
