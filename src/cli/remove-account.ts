import { removeAccount as remove } from '../actions/leaving.ts'
import type { Account } from '../people/account.ts'
import { HISTORY } from '../stores/retention.ts'
import { done, noSuchAccount, type Answer } from './answer.ts'
import { consentByName, type Yes } from './consent.ts'
import { holdingsOf, holdingsText } from './holdings.ts'
import { queueLogouts } from './ending-sessions.ts'
import { operatorOn, type Workspace } from './workspace.ts'

/** What goes is told before and after; what stays is too. */
export async function removeAccount(
  workspace: Workspace,
  { id, login }: Account,
  options: Yes,
): Promise<Answer> {
  const { io, store } = workspace
  const held = await holdingsOf(workspace, id)
  const question = `This removes ${login} (${id}) for good, with ${holdingsText(held)}.\n${STAYS}.`
  const refusal = await consentByName(io, options, question, login)
  if (refusal) return refusal
  const removed = await remove(
    {
      removal: store.removal,
      finishEnding: (sessions) => queueLogouts(workspace, id, sessions),
    },
    operatorOn(workspace, id),
  )
  // Somebody else did it meanwhile.
  if (!removed) return noSuchAccount(login)
  return done(`removed ${removed.login} (${id}) with ${holdingsText(held)}\n${STAYS}`, {
    id,
    removed: true,
    ...held,
    devices: held.devices.length,
    recoveryCodes: held.recoveryCodes ?? 0,
    historyDays: HISTORY / DAY,
  })
}

const DAY = 86_400
const STAYS = `Its history stays under this id for ${HISTORY / DAY} days, without addresses`
