import type { AccountForm, AccountFrame, Form, FormError } from './parts.ts'
import type { LeavingNotice } from './leaving.ts'
import type { Progress } from './recovery.ts'
import type { Protection, RecoverySummary } from './second-factor.ts'

export interface DeviceRow {
  readonly id: string
  readonly name: string
  /** `pending`: it is set up in this very session, and for nobody else there yet. */
  readonly status: 'pending' | 'confirmed'
  readonly addedAt: Date
  /** It came from another program, at that time. */
  readonly imported?: boolean
  readonly lastUsedAt?: Date
  /** Set where its clock goes wrong by so many seconds. */
  readonly clock?: { readonly way: 'slow' | 'fast'; readonly off: number }
  /** Where the page for each is. A pending one has no name to keep. */
  readonly renameHref?: string
  /** Absent for the last confirmed one where a second factor is required. */
  readonly removeHref?: string
  /** "I lost this device"; for a confirmed one. */
  readonly lostHref?: string
  /** For a pending one: back to its QR code. */
  readonly continueHref?: string
}

/** A step of setting a device up. */
interface SetupStep extends Form {
  /** Set inside a sign-in that takes a second factor: who asks for it. */
  readonly applicationName?: string
  readonly progress?: Progress
  /** Set where the sign-in can go on without a device: "not now" (POST). */
  readonly skipAction?: string
  /** Cancels a sign-in (POST) or goes back to the list (a link). */
  readonly cancelAction?: string
  readonly cancelHref?: string
  readonly error?: FormError
}

/** The pages on which devices are added, named and removed. */
export interface DevicePages {
  /** First step of adding a device: its name, and in the account console the password. */
  readonly 'device-add': SetupStep & {
    readonly name: string
    readonly passwordNeeded: boolean
    /** Whose password it is: tells a password manager which one to fill in. */
    readonly accountName?: string
    /** Set where a lost device was removed just now: its name, and what came of it. */
    readonly lost?: {
      readonly name: string
      /** It was the last second factor: two-factor authentication is off. */
      readonly off: boolean
      /** How many other sessions were ended, where that was asked for. */
      readonly endedSessions?: number
    }
    /** Where `error` is about the name: what is wrong with the password besides. */
    readonly passwordError?: FormError
  }

  /** Second step: scan, then the first code. */
  readonly 'device-setup': SetupStep & {
    readonly deviceName: string
    /** A complete `<svg>` element, drawn on the server. */
    readonly qrSvg: string
    /** What the code holds (`otpauth:`), for an app on the very device that shows the page. */
    readonly keyUri: string
    /** The key in base32, in groups of four. */
    readonly keyGroups: readonly string[]
    readonly issuerName: string
    readonly accountName: string
    readonly digits: number
    /** For an app into which the key is typed; absent where they are the standard ones. */
    readonly settings?: {
      readonly algorithm: string
      readonly digits: number
      /** Seconds. */
      readonly period: number
    }
    /** Set where the app cannot keep to them: begins again, with the standard ones (POST). */
    readonly standardAction?: string
    /** Back to the page that asks for the name, with this one. */
    readonly nameHref: string
  }

  /** The console's page: two-factor authentication. */
  readonly devices: {
    readonly frame: AccountFrame
    readonly protection: Protection
    readonly devices: readonly DeviceRow[]
    readonly limit: number
    /** Absent when the limit is reached. */
    readonly addHref?: string
    /** Absent where there is nothing that they could stand in for. */
    readonly recoveryCodes?: RecoverySummary
    /** Absent where there is nothing to turn off. */
    readonly turnOff?: { readonly href: string } | 'required'
    /** Where mails go; absent where their owner cannot change that. */
    readonly email?: {
      readonly address?: string
      readonly verified: boolean
      readonly href: string
    }
    /** Set where the account is going to be deleted. */
    readonly leaving?: LeavingNotice
    /** What belongs to the account, as a file. */
    readonly dataHref?: string
    /** To the page that has it deleted; absent where it is going to be. */
    readonly deleteHref?: string
    /** Absent where nothing is missing. */
    readonly checkUp?: CheckUpSummary
    /** What was just done, by name. */
    readonly done?: {
      readonly code:
        | 'staying'
        | 'added'
        | 'added_another'
        | 'renamed'
        | 'removed'
        | 'turned_off'
        | 'codes_made'
        | 'codes_renewed'
      readonly name: string
    }
  }

  readonly 'device-rename': AccountForm & {
    readonly deviceName: string
    readonly name: string
    readonly error?: FormError
  }

  /** Asks before removing a device that is not the last; for that one it is `turn-off` that asks. */
  readonly 'device-remove': AccountForm & {
    readonly deviceName: string
  }
}

/** What the security page says of what protects an account; see `checkUp`. */
export interface CheckUpSummary {
  readonly safeguards: readonly SafeguardRow[]
  /** The gravest first. */
  readonly gaps: readonly GapRow[]
}

export type SafeguardRow =
  | { readonly code: 'password' | 'email_verified' }
  | { readonly code: 'devices' | 'recovery_codes'; readonly count: number }

/** With the page on which it is mended. */
export type GapRow = { readonly href: string } & (
  | { readonly code: 'no_device' | 'one_device' | 'no_codes' | 'email_unverified' }
  | { readonly code: 'few_codes'; readonly left: number }
  | { readonly code: 'trusted_for_long' | 'signed_in_elsewhere'; readonly count: number }
)
