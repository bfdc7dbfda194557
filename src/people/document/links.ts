import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { present, without } from '../../kernel/typing.ts'
import type { EmailChange, EmailUndo, FormerEmail } from '../email-change-store.ts'
import type { PasswordReset } from '../password-reset-store.ts'
import { tokenKey, type AccountDocument, type Changed, type EmailUndoing } from './document.ts'
import { setPassword, withAddress } from './profiles.ts'

/* The intentions of `PasswordResetStore` and `EmailChangeStore`, each with what those say of it. */

/** Of more links of a kind some go: nobody asks for so many in the time for which they are good. */
export const MOST_LINKS = 50

interface Link {
  readonly tokenHash: Uint8Array
  readonly expiresAt: Instant
}

/** The link that stands at this moment. */
export function standing<One extends Link>(
  links: readonly One[],
  tokenHash: Uint8Array,
  now: Instant,
): One | undefined {
  const key = tokenKey(tokenHash)
  return links.find((one) => one.expiresAt > now && tokenKey(one.tokenHash) === key)
}

/** The oldest of too many goes. */
export const putReset = (document: AccountDocument, reset: PasswordReset): Changed<undefined> => ({
  result: undefined,
  document: {
    ...document,
    passwordResets: [...document.passwordResets, reset].slice(-MOST_LINKS),
  },
})

export function redeemReset(
  document: AccountDocument,
  tokenHash: Uint8Array,
  passwordHash: string,
  at: Instant,
): Changed<boolean> {
  const reset = standing(document.passwordResets, tokenHash, at)
  if (!reset || document.profile?.disabledAt !== undefined) return { result: false }
  return setPassword(document, passwordHash, at, undefined)
}

export const putChange = (
  document: AccountDocument,
  emailChange: EmailChange,
): Changed<undefined> => ({ result: undefined, document: { ...document, emailChange } })

export const changeOf = (
  { emailChange }: AccountDocument,
  tokenHash: Uint8Array,
  now: Instant,
): EmailChange | undefined => standing(emailChange ? [emailChange] : [], tokenHash, now)

export function redeemChange(
  document: AccountDocument,
  tokenHash: Uint8Array,
  accountId: AccountId,
  at: Instant,
  undo: EmailUndo,
): Changed<FormerEmail | undefined> {
  const change = changeOf(document, tokenHash, at)
  const { profile, emailChange: _, ...rest } = document
  if (change?.accountId !== accountId || !profile || profile.disabledAt !== undefined) {
    return { result: undefined }
  }
  const { email, emailVerified: verified } = profile
  const former: FormerEmail = {
    accountId,
    ...present({ email, verified }),
  }
  return {
    result: former,
    document: {
      ...rest,
      profile: withAddress(profile, change.email, true),
      passwordResets: [],
      emailUndos: bounded([...document.emailUndos, { ...former, ...undo }]),
    },
  }
}

/** The first of them gives its owner the account back, however often it was changed since: it stays. */
const bounded = (undos: readonly EmailUndoing[]): readonly EmailUndoing[] =>
  undos.length > MOST_LINKS ? undos.toSpliced(MOST_LINKS - 1, 1) : undos

export function undoOf(
  { emailUndos }: AccountDocument,
  tokenHash: Uint8Array,
  now: Instant,
): FormerEmail | undefined {
  const found = standing(emailUndos, tokenHash, now)
  return found && without(found, 'tokenHash', 'expiresAt')
}

export function undoChange(
  document: AccountDocument,
  tokenHash: Uint8Array,
  at: Instant,
): Changed<FormerEmail | undefined> {
  const former = undoOf(document, tokenHash, at)
  const { profile, emailChange: _, emailUndos, ...rest } = document
  if (!former || !profile) return { result: undefined }
  const place = emailUndos.findIndex((one) => tokenKey(one.tokenHash) === tokenKey(tokenHash))
  return {
    result: former,
    document: {
      ...rest,
      profile: withAddress(profile, former.email, former.verified ?? false),
      passwordResets: [],
      emailUndos: emailUndos.slice(0, place),
    },
  }
}
