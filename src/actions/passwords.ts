import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PasswordFlaw } from '../methods/password/password-policy.ts'
import type { KnownBrowser, Passwords, PasswordVerdict } from '../methods/password/passwords.ts'
import { endSessions, type EndingSessions } from './access.ts'
import type { Accounts, PasswordChange } from './accounts.ts'
import { byOf, recordIfDone, type Acting } from './acting.ts'
import type { PasswordResets } from './password-resets.ts'

/** Checks the present password of whoever is signed in. Recorded whatever comes of it, and that it was the last attempt. */
export async function provePassword(
  passwords: Pick<Passwords, 'reauthenticate'>,
  { subject, record }: Acting,
  password: string,
  browser: KnownBrowser | undefined,
): Promise<PasswordVerdict> {
  const verdict = await passwords.reauthenticate(subject, password, browser)
  const { outcome } = verdict
  await record({ type: 'password', outcome, ...(browser ? { known: true } : {}) })
  if (outcome === 'rejected' && verdict.locks) {
    await record({ type: 'account_locked', factor: 'password' })
  }
  return verdict
}

/**
 * What is wrong with a new password of somebody who has proved that they know the present one: nobody learns that one by
 * trying it as the new one.
 */
export async function flawOf(
  accounts: Pick<Accounts, 'judgePassword' | 'hasPassword'>,
  id: AccountId,
  next: string,
): Promise<PasswordFlaw | 'unchanged' | undefined> {
  const judgement = await accounts.judgePassword(id, next)
  if (judgement && !judgement.ok) return judgement.reason
  return (await accounts.hasPassword(id, next)) ? 'unchanged' : undefined
}

/**
 * Sets a password that was judged before, as its hash. False where what was proved with the present one was voided
 * meanwhile: it was reset, or changed elsewhere.
 */
export const changePassword = (
  accounts: Pick<Accounts, 'setHash'>,
  acting: Acting,
  { hash, provedAt }: { readonly hash: string; readonly provedAt: Instant },
): Promise<boolean> =>
  recordIfDone(acting, { type: 'password_changed', by: byOf(acting) }, async () => {
    const { outcome } = await accounts.setHash(acting.subject, hash, provedAt)
    return outcome === 'changed'
  })

/** Sets one for an account whose present one nobody proves. */
export const setPassword = (
  accounts: Pick<Accounts, 'setPassword'>,
  acting: Acting,
  password: string,
): Promise<PasswordChange> =>
  acting.together(async () => {
    const change = await accounts.setPassword(acting.subject, password)
    if (change.outcome === 'changed') {
      await acting.record({ type: 'password_changed', by: byOf(acting) })
    }
    return change
  })

/**
 * What follows a password that was set by a link. The link is used up: whatever fails here is the operator's to know, and
 * must not tell somebody who has a new password that their link does not work.
 */
export async function followReset(
  ports: {
    readonly resets: Pick<PasswordResets, 'forgetAttempts'>
    readonly sessions: Pick<EndingSessions, 'endAll'>
  },
  acting: Acting,
  login: string,
  onUnfinished: (error: unknown) => void,
): Promise<void> {
  await acting.record({ type: 'password_changed', by: 'reset' })
  const steps = [
    () => ports.resets.forgetAttempts({ id: acting.subject, login }),
    // They count for nothing any more; ended, they are gone from the list, and applications are told.
    () => endSessions(ports.sessions, acting),
  ]
  for (const step of steps) await step().catch(onUnfinished)
}
