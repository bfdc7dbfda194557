import type { Messages } from '../views/texts/messages.ts'
import type { AccountFrame, Form, Given } from './parts.ts'

type Sentences = Messages['activity']['facts']

/** What happened, in what an account's owner knows of it: each text by its code, with what it is given. */
export type ActivityFact = {
  readonly [Code in keyof Sentences]: { readonly code: Code } & Given<Sentences[Code]>
}[keyof Sentences]

export type ActivityCode = ActivityFact['code']

/** How an entry is marked: that somebody came in, that they did not, or that something is different now. */
export type ActivityKind = 'entered' | 'failed' | 'changed'

/** What of the history is shown. */
export const ACTIVITY_FILTERS = ['all', 'sign_ins', 'changes', 'failures'] as const
export type ActivityFilter = (typeof ACTIVITY_FILTERS)[number]

/** What happened, once or several times in a row. */
export interface ActivityRow {
  /** The last time. */
  readonly at: Date
  readonly fact: ActivityFact
  /** What was proved, where something was, by the names of the decision's methods. */
  readonly methods?: readonly string[]
  readonly kind: ActivityKind
  /** It does not look like its owner's typing error. */
  readonly suspicious: boolean
  /** Set where it happened more than once: how often, and when first. */
  readonly repeated?: { readonly count: number; readonly since: Date }
  /** The relying party's name, where one was signed in to. */
  readonly application?: string
  /** Whose code stands behind it, where one does. */
  readonly device?: string
  /** Absent where no browser did it: on the command line. */
  readonly place?: {
    readonly address: string
    readonly browser?: string
    readonly system?: string
  }
  /** For whoever did not do it. */
  readonly notMeHref: string
}

export interface ActivityPages {
  /** The console's page: what happened to the account, the newest first. */
  readonly activity: {
    readonly frame: AccountFrame
    readonly filters: readonly {
      readonly filter: ActivityFilter
      readonly href: string
      readonly here: boolean
    }[]
    readonly rows: readonly ActivityRow[]
    /** Further back; absent where nothing is. */
    readonly earlierHref?: string
    /** Back to the newest, from further back. */
    readonly latestHref?: string
  }

  /** What to do about something that somebody else did. */
  readonly 'not-me': Form & {
    readonly frame: AccountFrame
    /** What it is about, where it was come to from the history. */
    readonly event?: Pick<ActivityRow, 'at' | 'fact'>
    /** Whether somebody is signed in elsewhere, whom the form signs out. */
    readonly others: boolean
    readonly passwordHref: string
    readonly devicesHref: string
    /** Absent where the account has no second factor. */
    readonly codesHref?: string
    /** Absent where no browser is ever trusted. */
    readonly browsersHref?: string
    readonly historyHref: string
    /** How many were just signed out. */
    readonly done?: { readonly ended: number }
  }
}
