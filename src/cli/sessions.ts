import type { Command } from 'commander'
import { endSession, endSessions } from '../actions/access.ts'
import type { Account } from '../people/account.ts'
import type { AccountSession } from '../oidc/account-sessions.ts'
import { done, type Answer, type Run, missing } from './answer.ts'
import { consent, type Yes } from './consent.ts'
import { endingSessions } from './ending-sessions.ts'
import { table, type Io } from './io.ts'
import { iso } from './standing.ts'
import { onAccount, operatorOn, type Workspace } from './workspace.ts'

export function addSessionCommands(program: Command, io: Io, run: Run): void {
  const sessions = program.command('sessions').description('the sessions of an account')

  sessions
    .command('list <login>')
    .description('an account’s sessions, the ones that last longest first')
    .action(onAccount(io, run, list))
  sessions
    .command('end <login> [id]')
    .description(
      'end one session of an account, or all of them, with the access that lasts as long; a running server tells their applications',
    )
    .option('--yes', 'do not ask')
    .action(onAccount(io, run, end))
}

async function list({ store }: Workspace, account: Account): Promise<Answer> {
  // Only these commands need to know how a session is written.
  const { sessionOf } = await import('../oidc/account-sessions.ts')
  const count = await store.artefacts.countSessions(account.id)
  const found = await store.artefacts.sessionsOf(account.id, Math.max(count, 1))
  const all = found.map(sessionOf)
  const header = ['STARTED', 'LAST USED', 'ADDRESS', 'APPLICATIONS', 'ID', 'BROWSER']
  return done(
    all.length > 0
      ? table([header, ...all.map(rowOf)])
      : `${account.login} is not signed in anywhere`,
    all.map(jsonOf),
  )
}

const rowOf = ({ uid, startedAt, lastSeenAt, browser, clientIds }: AccountSession): string[] => [
  startedAt === undefined ? 'unknown' : iso(startedAt),
  lastSeenAt === undefined ? 'unknown' : iso(lastSeenAt),
  browser?.address ?? 'unknown',
  clientIds.join(' ') || '-',
  uid,
  browser?.userAgent ?? 'unknown',
]

const jsonOf = ({ uid, startedAt, lastSeenAt, browser, clientIds }: AccountSession): object => ({
  id: uid,
  ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
  ...(lastSeenAt !== undefined && { lastSeenAt: iso(lastSeenAt) }),
  ...(browser && { browser }),
  applications: clientIds,
})

/** A session that is another account's is answered as one that is not there. */
async function end(
  workspace: Workspace,
  account: Account,
  uid: string | undefined,
  options: Yes,
): Promise<Answer> {
  const { id } = account
  const question =
    uid === undefined
      ? `End all sessions of ${account.login}?`
      : `End the session ${uid} of ${account.login}?`
  const refusal = await consent(workspace.io, options, question)
  if (refusal) return refusal
  const acting = operatorOn(workspace, id)
  const sessions = endingSessions(workspace)
  const count = await (uid === undefined
    ? endSessions(sessions, acting)
    : endSession(sessions, acting, uid))
  if (count === 0 && uid !== undefined) {
    return missing('session_not_found', `${account.login} has no session ${uid}`)
  }
  const text = count === 1 ? 'ended 1 session' : `ended ${count} sessions`
  return done(`${text} of ${account.login}`, { id, ended: count })
}
