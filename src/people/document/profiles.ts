import type { Instant } from '../../kernel/instant.ts'
import type { Language } from '../../kernel/languages.ts'
import { present, without } from '../../kernel/typing.ts'
import type { Account } from '../account.ts'
import type { AccountWithPassword } from '../account-store.ts'
import { emptyDocument, type AccountDocument, type Changed, type Profile } from './document.ts'

/*
 * The intentions of `AccountStore`, each with what that says of it. They resolve false where there is no such account,
 * which a document without a profile is.
 */

/** Whoever has the id already keeps it, and what a host has put under it before. */
export function add(
  document: AccountDocument,
  { id, ...profile }: Account,
  passwordHash: string | undefined,
): Changed<boolean> {
  if (document.profile) return { result: false }
  const added = { ...emptyDocument(id), ...document, profile }
  return {
    result: true,
    document: { ...added, ...present({ passwordHash }) },
  }
}

export const accountOf = ({ id, profile }: AccountDocument): Account | undefined =>
  profile && { id, ...profile }

export function withPasswordOf(document: AccountDocument): AccountWithPassword | undefined {
  const account = accountOf(document)
  const { passwordHash } = document
  return account && { account, ...present({ passwordHash }) }
}

export function setPassword(
  document: AccountDocument,
  passwordHash: string,
  at: Instant,
  provedAt: Instant | undefined,
): Changed<boolean> {
  const { profile } = document
  const isVoid = provedAt !== undefined && (profile?.proofsNotBefore ?? provedAt) > provedAt
  if (!profile || isVoid) return { result: false }
  return { result: true, document: { ...voided(document, profile, at), passwordHash } }
}

export const rehash = (
  document: AccountDocument,
  previous: string,
  next: string,
): Changed<boolean> =>
  document.profile && document.passwordHash === previous
    ? { result: true, document: { ...document, passwordHash: next } }
    : { result: false }

export const setLanguage = (
  document: AccountDocument,
  language: Language | undefined,
): Changed<boolean> =>
  changed(without(document, 'otherLanguage'), (profile) => ({
    ...without(profile, 'language'),
    ...present({ language }),
  }))

/** Voids the links that were mailed to the old address, and those that change it or give another back. */
export function setEmail(
  document: AccountDocument,
  email: string | undefined,
  verified: boolean,
): Changed<boolean> {
  const bare = { ...without(document, 'emailChange'), passwordResets: [], emailUndos: [] }
  return changed(bare, (profile) => withAddress(profile, email, verified))
}

export const withAddress = (
  profile: Profile,
  email: string | undefined,
  verified: boolean,
): Profile => ({
  ...without(profile, 'email', 'emailVerified'),
  ...present({ email }),
  ...(verified ? { emailVerified: true } : {}),
})

export function disable(document: AccountDocument, at: Instant): Changed<boolean> {
  const { profile } = document
  if (!profile) return { result: false }
  return { result: true, document: voided(document, { ...profile, disabledAt: at }, at) }
}

export const enable = (document: AccountDocument): Changed<boolean> =>
  changed(document, (profile) => without(profile, 'disabledAt'))

export const leave = (document: AccountDocument, leavesAt: Instant): Changed<boolean> =>
  document.profile?.leavesAt === undefined
    ? changed(document, (profile) => ({ ...profile, leavesAt }))
    : { result: false }

export const stay = (document: AccountDocument, now: Instant): Changed<boolean> =>
  (document.profile?.leavesAt ?? now) > now
    ? changed(document, (profile) => without(profile, 'leavesAt'))
    : { result: false }

/** What waits for its first code was begun by a proof that counts no more; a host's account has such things too. */
export function voidProofs(document: AccountDocument, at: Instant): Changed<boolean> {
  const { profile } = document
  if (profile) {
    const { passwordResets } = document
    return { result: true, document: { ...voided(document, profile, at), passwordResets } }
  }
  return document.waiting.length === 0
    ? { result: false }
    : { result: false, document: { ...document, waiting: [] } }
}

/**
 * What was proved before counts no more, and nothing that was begun by it stands. Never moved back: two nodes whose
 * clocks differ, or two resets that overlap, must not make a proof count again which one of them has voided.
 */
export function voided(document: AccountDocument, profile: Profile, at: Instant): AccountDocument {
  const proofsNotBefore = Math.max(profile.proofsNotBefore ?? at, at) as Instant
  return { ...document, profile: { ...profile, proofsNotBefore }, waiting: [], passwordResets: [] }
}

function changed(
  document: AccountDocument,
  change: (profile: Profile) => Profile,
): Changed<boolean> {
  const { profile } = document
  if (!profile) return { result: false }
  return { result: true, document: { ...document, profile: change(profile) } }
}
