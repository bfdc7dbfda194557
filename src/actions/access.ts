import type { AccountId, TrustedBrowserId } from '../kernel/ids.ts'
import type { TrustedBrowsers } from '../trust/trusted-browsers.ts'
import { recordIfDone, type Acting } from './acting.ts'

/** Port: ends sessions, with what hangs on them, and has their applications told. */
export interface EndingSessions {
  /** False for a session that is over, and for one of somebody else: nobody learns which. */
  end(accountId: AccountId, uid: string): Promise<boolean>
  /** Every one of the account, but for one; resolves how many there were. */
  endAll(accountId: AccountId, exceptUid?: string): Promise<number>
}

/** Resolves how many ended: none, where it is over or is not the account's. */
export async function endSession(
  sessions: Pick<EndingSessions, 'end'>,
  acting: Acting,
  uid: string,
): Promise<number> {
  return recordEnded(acting, (await sessions.end(acting.subject, uid)) ? 1 : 0)
}

/** Signs the account out everywhere, or everywhere else; resolves how many sessions that were. */
export async function endSessions(
  sessions: Pick<EndingSessions, 'endAll'>,
  acting: Acting,
  exceptUid?: string,
): Promise<number> {
  return recordEnded(acting, await sessions.endAll(acting.subject, exceptUid))
}

async function recordEnded({ actor, record }: Acting, count: number): Promise<number> {
  const because = actor === 'operator' ? ({ because: 'administrator' } as const) : {}
  if (count > 0) await record({ type: 'sessions_ended', count, ...because })
  return count
}

/** False where it was not trusted, or is not the account's. */
export const forgetBrowser = (
  browsers: Pick<TrustedBrowsers, 'forget'>,
  acting: Acting,
  browser: TrustedBrowserId,
) =>
  recordIfDone(acting, { type: 'browser_forgotten', browser }, () =>
    browsers.forget(acting.subject, browser),
  )

export async function forgetBrowsers(
  browsers: Pick<TrustedBrowsers, 'forgetAll'>,
  { subject, record, together }: Acting,
): Promise<void> {
  await together(async () => {
    const count = await browsers.forgetAll(subject)
    await record({ type: 'browsers_forgotten', count })
  })
}

/** Port: takes away all that an account has granted to an application. False where that was nothing. */
export interface RevokingAccess {
  revoke(accountId: AccountId, clientId: string): Promise<boolean>
}

export const revokeAccess = (applications: RevokingAccess, acting: Acting, clientId: string) =>
  recordIfDone(acting, { type: 'application_revoked', clientId }, () =>
    applications.revoke(acting.subject, clientId),
  )
