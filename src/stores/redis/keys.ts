/**
 * The names of keys. What stands in braces is the hash tag: keys with one tag are on one node of a
 * Cluster, and a script may touch them together. Everything of one account has the account's.
 */
export type Kind =
  | 'account'
  | 'login'
  | 'logins'
  /** Accounts that are being removed. */
  | 'removals'
  /** When accounts are taken away whose owners want that; may name more. */
  | 'leaving'
  /** Whose address it may be. */
  | 'email'
  | 'attempts'
  | 'devices'
  /** Devices that wait for their first code. */
  | 'enrolments'
  | 'recovery'
  | 'browsers'
  | 'activity'
  /** An account's password reset, and whose a token is. */
  | 'reset'
  | 'reset-token'
  /** An account's changes of its address, and whose a token is. */
  | 'email-changes'
  | 'email-token'
  /** When mails are due, and the mails. */
  | 'outbox'
  | 'mails'
  /** When logout notices are due, and the notices. */
  | 'logouts-due'
  | 'logouts'
  /** The clients that are not written in the configuration. */
  | 'clients'
  /** Written to see whether one can. */
  | 'check'
  | 'check-hash'
  | 'check-set'
  /** Since when the store is being filled; see unfinished-import.ts. */
  | 'import'
  /** How the nodes' clocks stand. */
  | 'clocks'
  /** oidc-provider's: one of a model, by its id. */
  | 'artefact'
  | 'user-code'
  /** Sign-ins that nobody has answered: of a network, and of all. */
  | 'anonymous'
  /** What hangs on a grant. */
  | 'grant'
  /** A session by its id (the cookie's value), and by its uid, which stays. */
  | 'session-id'
  | 'session'
  /** Which session an id is of that it had a moment ago. */
  | 'session-former'
  /** An account's. */
  | 'sessions'
  | 'grants'

export const keyOf = (kind: Kind, whose: string): string => `step-up:${kind}:{${tagOf(whose)}}`

/** What a key is; undefined for one that is not this program's. */
export function partsOf(
  key: string,
): { readonly kind: string; readonly whose: string } | undefined {
  const [, kind, tag] = /^step-up:([a-z-]+):\{([^{}]*)\}$/.exec(key) ?? []
  return kind === undefined || tag === undefined
    ? undefined
    : { kind, whose: decodeURIComponent(tag) }
}

/** A brace in a name would end the tag, and an empty one is none. */
const tagOf = (whose: string): string => encodeURIComponent(whose) || '-'
