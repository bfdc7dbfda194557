import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { nameKey } from '../../kernel/typed.ts'
import { without } from '../../kernel/typing.ts'
import type { TrustedBrowser } from '../../trust/trusted-browser-store.ts'
import type { Account } from '../account.ts'
import type { Authenticator, TimeStep } from '../authenticator.ts'
import type { EmailUndo, FormerEmail } from '../email-change-store.ts'
import type { EmailChange } from '../email-change-store.ts'
import type { EnrollerKey } from '../enroller.ts'
import type { PasswordReset } from '../password-reset-store.ts'
import type { RecoveryCodeSet } from '../recovery-code-store.ts'

/**
 * Everything of one account that changes by a decision, as it is at one moment: what changes it is a pure function
 * over it, written once, and every store keeps it as a whole. What changes without a decision (failures, when a trusted
 * browser was last used, the history) stands beside it, so that who guesses holds up nobody's change.
 */
export interface AccountDocument {
  readonly id: AccountId
  /** Absent where a host keeps its accounts elsewhere. */
  readonly profile?: Profile
  /** Its language, where a newer program offers that and this one does not: for its reader here it has none. */
  readonly otherLanguage?: string
  /** What its password is checked against (an argon2id PHC string). */
  readonly passwordHash?: string
  /** Those that sign in, in the order in which they were begun. */
  readonly authenticators: readonly BoundAuthenticator[]
  /** Those that wait for their first code, in the order in which they were begun. */
  readonly waiting: readonly WaitingAuthenticator[]
  /** Marks of the devices that other programs' files have brought, those that are gone included. Absent where there are none. */
  readonly imported?: readonly string[]
  /** Tokens that an operator has assigned and that wait for their holder's first code, in that order. Absent where none do. */
  readonly assigned?: readonly Authenticator[]
  readonly recoveryCodes?: RecoveryCodeSet
  /** In the order in which they were put, as the lists below. */
  readonly passwordResets: readonly PasswordReset[]
  /** The address that is being proved. */
  readonly emailChange?: EmailChange
  /** Addresses that were replaced and may be taken back. */
  readonly emailUndos: readonly EmailUndoing[]
  /** Their last uses stand beside the document. */
  readonly trustedBrowsers: readonly TrustedBrowser[]
  /** What a newer program has put here, which serves beside this one. */
  readonly further?: Readonly<Record<string, unknown>>
}

export type Profile = Omit<Account, 'id'>

export interface BoundAuthenticator extends Authenticator {
  readonly confirmedAt: Instant
  /** Neither this one nor any before is accepted (RFC 6238 §5.2). */
  readonly lastStep: TimeStep
}

export interface WaitingAuthenticator extends Authenticator {
  readonly by: EnrollerKey
  readonly wrongCodes: number
}

export type EmailUndoing = EmailUndo & FormerEmail

/** What an intention comes to. */
export interface Changed<T> {
  readonly result: T
  /** Absent: nothing changes. */
  readonly document?: AccountDocument
}

export const emptyDocument = (id: AccountId): AccountDocument => ({
  id,
  authenticators: [],
  waiting: [],
  passwordResets: [],
  emailUndos: [],
  trustedBrowsers: [],
})

/** The field is absent where there are none. */
export const withAssigned = (
  document: AccountDocument,
  assigned: readonly Authenticator[],
): AccountDocument =>
  assigned.length > 0 ? { ...document, assigned } : without(document, 'assigned')

/** Whether nothing of it is worth keeping. */
export const isEmpty = (document: AccountDocument): boolean =>
  document.profile === undefined &&
  document.passwordHash === undefined &&
  document.recoveryCodes === undefined &&
  document.emailChange === undefined &&
  document.further === undefined &&
  document.assigned === undefined &&
  [
    document.authenticators,
    document.waiting,
    document.passwordResets,
    document.emailUndos,
    document.trustedBrowsers,
  ].every(({ length }) => length === 0)

/** What an account is found by. Of `login` a name leads to one account at most; the others are not claimed. */
export type KeyKind =
  'login' | 'reset' | 'change' | 'undo' | 'accounts' | 'email' | 'leaving' | 'sweep'

export interface DocumentKey {
  readonly kind: KeyKind
  /** Empty for what all accounts stand under together. */
  readonly name: string
  /** Of those under one name, the order; compared by code units. Empty where one account alone has the name. */
  readonly order: string
}

/** ASCII alone, as stores compare: two addresses that only another alphabet makes alike are two. */
export const addressKey = (email: string): string =>
  email.replace(/[A-Z]+/g, (upper) => upper.toLowerCase())

export const tokenKey = (tokenHash: Uint8Array): string =>
  Buffer.from(tokenHash).toString('base64url')

/** Instants of which the earlier come first. */
export const instantOrder = (at: Instant): string => String(at).padStart(16, '0')

/** Everything that the document is found by. */
export function keysOf(document: AccountDocument): readonly DocumentKey[] {
  const keys: DocumentKey[] = []
  const { profile, emailChange } = document
  if (profile) {
    const login = nameKey(profile.login)
    keys.push({ kind: 'login', name: login, order: '' })
    keys.push({ kind: 'accounts', name: '', order: login })
    if (profile.email !== undefined) {
      keys.push({ kind: 'email', name: addressKey(profile.email), order: login })
    }
    if (profile.leavesAt !== undefined) {
      keys.push({ kind: 'leaving', name: '', order: instantOrder(profile.leavesAt) })
    }
  }
  const byToken = (kind: KeyKind, tokenHash: Uint8Array): number =>
    keys.push({ kind, name: tokenKey(tokenHash), order: '' })
  for (const { tokenHash } of document.passwordResets) byToken('reset', tokenHash)
  if (emailChange) byToken('change', emailChange.tokenHash)
  for (const { tokenHash } of document.emailUndos) byToken('undo', tokenHash)
  const sweepAt = expiryOf(document)
  if (sweepAt !== undefined) keys.push({ kind: 'sweep', name: '', order: instantOrder(sweepAt) })
  return keys
}

/** Those of one list that are not in the other. */
export const keysWithout = (
  keys: readonly DocumentKey[],
  others: readonly DocumentKey[],
): readonly DocumentKey[] =>
  keys.filter(
    ({ kind, name, order }) =>
      !others.some((one) => one.kind === kind && one.name === name && one.order === order),
  )

/** A device that was never confirmed is cleared away after so many seconds; far longer than it may be confirmed. */
export const KEEP_WAITING = 86_400

/** When something in it has had its time; undefined where nothing ever will. */
function expiryOf(document: AccountDocument): Instant | undefined {
  const { waiting, passwordResets, emailChange, emailUndos, trustedBrowsers } = document
  const expiring = [...passwordResets, ...emailUndos, ...trustedBrowsers]
  if (emailChange) expiring.push(emailChange)
  const ends = [
    ...expiring.map(({ expiresAt }) => expiresAt),
    ...waiting.map(({ createdAt }) => (createdAt + KEEP_WAITING * 1000) as Instant),
  ]
  return ends.length === 0 ? undefined : (Math.min(...ends) as Instant)
}
