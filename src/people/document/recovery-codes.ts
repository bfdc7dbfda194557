import type { RecoveryCodeSetId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { RecoveryCodeSet } from '../recovery-code-store.ts'
import type { AccountDocument, Changed } from './document.ts'

/* The intentions of `RecoveryCodeStore`, each with what that says of it. */

export const put = (
  document: AccountDocument,
  set: RecoveryCodeSet,
  replaces: RecoveryCodeSetId | undefined,
): Changed<boolean> =>
  document.recoveryCodes?.id === replaces
    ? { result: true, document: { ...document, recoveryCodes: { ...set, used: new Map() } } }
    : { result: false }

/** Where the account has none. */
export const putFirst = (document: AccountDocument, set: RecoveryCodeSet): Changed<boolean> =>
  put(document, set, undefined)

export function use(
  document: AccountDocument,
  id: RecoveryCodeSetId,
  place: number,
  at: Instant,
): Changed<boolean> {
  const set = document.recoveryCodes
  const isCode = Number.isInteger(place) && place >= 0 && place < (set?.count ?? 0)
  if (set?.id !== id || !isCode || set.used.has(place)) return { result: false }
  const used = new Map([...set.used, [place, at] as const])
  return { result: true, document: { ...document, recoveryCodes: { ...set, used } } }
}

export function remove({ recoveryCodes, ...document }: AccountDocument): Changed<boolean> {
  return recoveryCodes ? { result: true, document } : { result: false }
}
