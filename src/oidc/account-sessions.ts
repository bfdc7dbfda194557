import { present } from '../kernel/typing.ts'
import type Provider from 'oidc-provider'
import type { AdapterPayload } from 'oidc-provider'
import { z } from 'zod'
import type { ArtefactIndex, DirectoryAccount } from '../people/index.ts'
import { newestCredential, type Evidence } from '../assurance/index.ts'
import type { AccountId, CredentialId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { LogoutNotices } from './logout/back-channel-logout.ts'
import { evidenceOf } from './session-evidence.ts'

/** A live session, as its owner gets to see it. */
export interface AccountSession {
  readonly uid: string
  readonly startedAt: Instant | undefined
  /** When an authorization was last answered from it. */
  readonly lastSeenAt: Instant | undefined
  /** Where somebody signed in; absent in a session that is older than this record. */
  readonly browser: { readonly userAgent: string; readonly address: string } | undefined
  /** What was shown last, besides a password. */
  readonly credential: CredentialId | undefined
  /** The applications that were signed in to. */
  readonly clientIds: readonly string[]
}

/** An account's sessions: to be looked at, and ended from anywhere. */
export interface AccountSessions {
  /** Those that still count, at most so many: the visitor's own, then the others, the last used first. */
  list(account: DirectoryAccount, ownUid: string, limit: number): Promise<readonly AccountSession[]>
  /** False for a session that is over, and for one of somebody else: nobody learns which. */
  end(accountId: AccountId, uid: string): Promise<boolean>
  /**
   * Ends every session of the account but the one that is excepted, also those that count no more: with
   * that, their applications are told too. Resolves how many there were. Some hundreds have ended then; what
   * is left of thousands, and what ends with all of them, is ended when the answer is out.
   */
  endAll(accountId: AccountId, exceptUid?: string): Promise<number>
  /** Does for sessions that a store has ended by itself what else signing out does, when the answer is out. */
  finishEnding(sessions: readonly AdapterPayload[]): void
}

export interface AccountSessionsOptions {
  readonly provider: Provider
  readonly index: Pick<
    ArtefactIndex,
    'sessionsOf' | 'countSessions' | 'endSession' | 'endSessionsOf'
  >
  readonly notices: LogoutNotices
  /** Does work for which no answer waits. */
  readonly later: (work: () => Promise<void>) => void
}

/** Sessions that are read, or ended, in one go. */
const BATCH = 100

/** Batches that an answer waits for: five times as many as there should be. */
const BEFORE_THE_ANSWER = 5

export function createAccountSessions(options: AccountSessionsOptions): AccountSessions {
  const { provider, index, later } = options
  const end = async (uid: string): Promise<boolean> => {
    // First of all, and for good: from here on the browser is signed out, whatever else fails.
    const ended = await index.endSession(uid)
    if (ended) await undo(options, ended)
    return ended !== undefined
  }
  return {
    async list(account, ownUid, limit) {
      const found = await index.sessionsOf(account.id, Math.max(limit, BATCH))
      const own =
        found.find(({ uid }) => uid === ownUid) ?? (await provider.Session.findByUid(ownUid))
      const others = found.filter(({ uid }) => uid !== ownUid)
      return [...(own?.accountId === account.id ? [own] : []), ...others]
        .filter((session) => counts(session, account))
        .slice(0, limit)
        .map(sessionOf)
    },

    async end(accountId, uid) {
      const session = await provider.Session.findByUid(uid)
      return session?.accountId === accountId && (await end(uid))
    },

    async endAll(accountId, exceptUid) {
      const ended: AdapterPayload[] = []
      const endSome = async (): Promise<boolean> => {
        const some = await index.endSessionsOf(accountId, BATCH, exceptUid)
        ended.push(...some)
        return some.length === BATCH
      }
      let isMore = true
      for (let batch = 0; isMore && batch < BEFORE_THE_ANSWER; batch += 1) isMore = await endSome()
      const left = isMore ? await index.countSessions(accountId) : 0
      const spared = exceptUid === undefined ? 0 : 1
      const count = ended.length + Math.max(0, left - spared)
      if (count > 0) {
        later(async () => {
          // All of them first: whoever is signed out should be, before anybody is told.
          while (isMore) isMore = await endSome()
          await undoAll(options, ended)
        })
      }
      return count
    },

    finishEnding: (sessions) => later(() => undoAll(options, sessions)),
  }
}

async function undoAll(
  options: AccountSessionsOptions,
  sessions: readonly AdapterPayload[],
): Promise<void> {
  for (const session of sessions) await undo(options, session)
}

/** Grants that end with a session; others go on. */
export const grantsEndingWith = (session: SessionPayload): readonly string[] =>
  authorizationsOf(session).flatMap(([, { grantId, persistsLogout }]) =>
    grantId !== undefined && !persistsLogout ? [grantId] : [],
  )

/** The applications that were signed in to with a session, and how each knows it. */
export const applicationsOf = (
  session: SessionPayload,
): readonly { readonly clientId: string; readonly sid?: string }[] =>
  authorizationsOf(session).map(([clientId, { sid }]) => ({
    clientId,
    ...present({ sid }),
  }))

/**
 * What else signing out does (OpenID Connect RP-Initiated Logout 1.0, as the library has it): what was
 * granted for as long as the session lasted ends with it, and the relying parties that want to know are
 * told (OpenID Connect Back-Channel Logout 1.0).
 */
async function undo(
  { provider, notices }: AccountSessionsOptions,
  session: AdapterPayload,
): Promise<void> {
  const { accountId } = session
  if (accountId === undefined) return
  for (const [clientId, { sid, grantId, persistsLogout }] of authorizationsOf(session)) {
    if (grantId !== undefined && !persistsLogout) {
      await (await provider.Grant.find(grantId))?.destroy()
      // By the adapter's promise this takes what came of the grant in every model.
      await provider.AccessToken.revokeByGrantId(grantId)
    }
    await notices.send(clientId, accountId, sid)
  }
}

type SessionPayload = Pick<AdapterPayload, 'uid' | 'accountId' | 'authorizations'>

const stateSchema = z.object({
  sid: z.string().optional(),
  grantId: z.string().optional(),
  persistsLogout: z.boolean().optional(),
})
type ClientState = z.infer<typeof stateSchema>
const authorizationsSchema = z.record(z.string(), stateSchema).catch({})

const authorizationsOf = ({ authorizations }: SessionPayload): [string, ClientState][] =>
  Object.entries(authorizationsSchema.parse(authorizations ?? {}))

/** Whether anything that it has proved is still worth something. */
function counts(session: SessionPayload, { proofsNotBefore }: DirectoryAccount): boolean {
  return proofsOf(session).some(({ at }) => proofsNotBefore === undefined || at >= proofsNotBefore)
}

const proofsOf = (session: SessionPayload): Evidence =>
  evidenceOf({ ...session, uid: session.uid ?? '', accountId: session.accountId })

const instantSchema = z
  .int()
  .transform((at) => at as Instant)
  .optional()
  .catch(undefined)
const seenSchema = z.object({
  startedAt: instantSchema,
  lastSeenAt: instantSchema,
  browser: z.object({ userAgent: z.string(), address: z.string() }).optional().catch(undefined),
})

/** What its owner, or an administrator, gets to see of a session. */
export function sessionOf(payload: SessionPayload): AccountSession {
  const { startedAt, lastSeenAt, browser } = seenSchema.parse(payload)
  return {
    uid: payload.uid ?? '',
    startedAt,
    lastSeenAt,
    browser,
    credential: newestCredential(proofsOf(payload)),
    clientIds: authorizationsOf(payload).map(([clientId]) => clientId),
  }
}
