import { byOf, type Acting } from './acting.ts'
import type { AskedChange, ConfirmedChange, EmailChanges, EmailUndone } from './email-changes.ts'
import type { AccountId } from '../kernel/ids.ts'

type Issued = Extract<AskedChange, { readonly outcome: 'issued' }>
type Undo = NonNullable<Extract<ConfirmedChange, { readonly outcome: 'changed' }>['undo']>

/** @param mail posts the link to the new address; nothing has changed until it is opened */
export const askEmailChange = (
  changes: Pick<EmailChanges, 'ask'>,
  { subject, record, together }: Acting,
  typed: string,
  mail: (issued: Issued) => Promise<void>,
): Promise<AskedChange> =>
  together(async () => {
    const asked = await changes.ask(subject, typed)
    if (asked.outcome !== 'issued') return asked
    await mail(asked)
    await record({ type: 'email_change_asked' })
    return asked
  })

/** @param tellFormer posts to the address that was: perhaps it was not its owner who changed it */
export const confirmEmailChange = (
  changes: Pick<EmailChanges, 'confirm'>,
  acting: Acting,
  token: string,
  tellFormer: (undo: Undo) => Promise<void>,
): Promise<ConfirmedChange> =>
  acting.together(async () => {
    const confirmed = await changes.confirm(token, acting.subject)
    if (confirmed.outcome !== 'changed') return confirmed
    if (confirmed.undo) await tellFormer(confirmed.undo)
    await acting.record({ type: 'email_changed', by: byOf(acting), verified: true })
    return confirmed
  })

/** @param actingOn whoever reads the former address, on the account that the link is of */
export async function undoEmailChange(
  changes: Pick<EmailChanges, 'findUndo' | 'undo'>,
  actingOn: (id: AccountId) => Acting,
  token: string,
): Promise<EmailUndone | undefined> {
  const standing = await changes.findUndo(token)
  if (!standing) return undefined
  const { record, together } = actingOn(standing.account.id)
  return together(async () => {
    const undone = await changes.undo(token)
    if (undone) await record({ type: 'email_change_undone' })
    return undone
  })
}
