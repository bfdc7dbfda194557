import type { AccountForm, AccountFrame } from './parts.ts'

/** Offered beside the field for a code. */
export interface TrustOffer {
  /** Seconds for which the browser would be trusted. */
  readonly lifetime: number
  /** As it was sent, where the form is shown again. */
  readonly checked: boolean
}

/** As far as `User-Agent` tells. */
export interface BrowserName {
  /** "Firefox" */
  readonly browser?: string
  /** "Windows" */
  readonly system?: string
}

export interface TrustedBrowserRow extends BrowserName {
  /** The one that the page is shown in. */
  readonly here: boolean
  readonly trustedAt: Date
  readonly until: Date
  readonly lastUsedAt: Date
  /** The IP address from which it was trusted. */
  readonly address: string
  readonly forgetHref: string
}

/** The pages about the browsers that are not asked for the routine code. */
export interface BrowserPages {
  readonly browsers: {
    readonly frame: AccountFrame
    readonly browsers: readonly TrustedBrowserRow[]
    /** Seconds for which a browser is trusted. */
    readonly lifetime: number
    /** Absent where there are not several. */
    readonly forgetAllHref?: string
    /** What was just done. */
    readonly done?:
      ({ readonly code: 'forgotten' } & BrowserName) | { readonly code: 'all_forgotten' }
  }

  /** Asks before one is forgotten, or all. */
  readonly 'browser-forget': AccountForm & {
    readonly what: (BrowserName & { readonly here: boolean }) | 'all'
  }
}
