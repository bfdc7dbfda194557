/**
 * The names of keys. What stands in braces is the hash tag: keys with one tag are on one node of a
 * Cluster, and a script may touch them together. Everything of one account has the account's.
 */
export type Kind =
  /** An account's document, when things of it were last used, and its history. */
  | 'document'
  | 'uses'
  | 'activity'
  /** Mails that are in the outbox because of what a document says; in a Cluster alone. */
  | 'mailed'
  /** Whose a login is. */
  | 'login'
  /** Whose the token of a password reset is, and of what changes an address or takes one back. */
  | 'reset-token'
  | 'email-token'
  /** Accounts by their logins: all, and those whose address it is. */
  | 'logins'
  | 'email'
  /** Accounts by when their owners want them taken away, and by when something in them has had its time. */
  | 'leavers'
  | 'sweep'
  /** Accounts that are being removed. */
  | 'removals'
  | 'attempts'
  /** When mails are due, and the mails. */
  | 'outbox'
  | 'mails'
  /** Mails that may have to be sent: see held-mails.ts. */
  | 'held'
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
  | 'nodes'
  /** How all this is laid out: see layout.ts. */
  | 'layout'
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
