import type { AccountFrame, CodeFrame, Form } from './parts.ts'

/** Where a page stands among those of a short way, counted from 1. */
export interface Progress {
  readonly step: number
  readonly steps: number
}

/** A recovery code in clear, for its owner's eyes. */
export interface ShownCode {
  readonly code: string
  readonly used: boolean
}

/** The pages about recovery codes: within a sign-in and in the account's own pages. */
export interface RecoveryPages {
  /** One recovery code, in the place of a device's. */
  readonly 'recovery-code': CodeFrame & {
    /** To the page for a device's code; absent where no device is left. */
    readonly codeHref?: string
    /** What cannot be a code, to be mended rather than typed again. */
    readonly typed?: string
  }

  /** All codes of an account, to be saved. */
  readonly 'recovery-codes': {
    /** Made just now for a new second factor, made anew in the place of others, or shown again. */
    readonly occasion: 'issued' | 'regenerated' | 'seen'
    readonly accountName: string
    readonly codes: readonly ShownCode[]
    /** The same as a text file. */
    readonly downloadHref: string
    /** "I have saved them" (POST): goes on. */
    readonly acknowledge?: Form
    /** Where they are the last step of setting up. */
    readonly progress?: Progress
    /** In seconds: for how long the page may be looked at, and how much of it is left. */
    readonly shown?: { readonly seconds: number; readonly left: number }
    /** Around it in the account's own pages. */
    readonly frame?: AccountFrame
    /** The page that asks before new codes are made. */
    readonly regenerateHref?: string
    readonly backHref?: string
  }

  /** In the place of codes that were shown for as long as they are (POST: goes on). */
  readonly 'recovery-codes-over': Form & {
    readonly accountName: string
    readonly applicationName: string
    readonly progress: Progress
    /** Where the account's owner gets new codes, once signed in. */
    readonly codesHref?: string
  }

  /** The file that is downloaded: plain text, not HTML. */
  readonly 'recovery-codes.txt': {
    readonly accountName: string
    readonly codes: readonly ShownCode[]
    readonly createdAt: Date
  }

  /** How many are left, told before a sign-in goes on (POST). */
  readonly 'recovery-codes-left': Form & {
    readonly accountName: string
    readonly applicationName: string
    readonly left: number
    /** This very sign-in used one. */
    readonly justUsed: boolean
    /** So few that new ones should be made. */
    readonly few: boolean
    /** The account still has a device that shows codes. */
    readonly hasDevice: boolean
    /** To the page that adds a device here. */
    readonly addDeviceHref?: string
    /** Where the account's owner gets new codes, once signed in. */
    readonly codesHref?: string
  }
}
