import { present } from '../kernel/typing.ts'
import { z } from 'zod'
import { endSession, endSessions } from '../actions/access.ts'
import { dateOf } from '../kernel/instant.ts'
import type { SessionRow } from '../pages/sessions.ts'
import { goTo, setFlash, show, takeFlash } from '../web/index.ts'
import { labelOfClient, type AccountSession } from '../oidc/index.ts'
import { browserOf } from '../kernel/user-agent.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { formMemory } from './form-cookie.ts'
import { provesAgain } from './entrance.ts'
import { frameOf, notMeHref } from './frame.ts'

/** More than a page can show to any use; all the others can be ended together. */
const SHOWN = 50

const doneSchema = z.object({ ended: z.int() })

/** Which sessions are to end: one, or all others, which two pages offer. */
const chosenSchema = z.union([
  z.object({ session: z.string() }),
  z.object({ others: z.enum(['sessions', 'not-me']) }),
])

/** Keeps what was chosen while its owner proves a factor, so that it need not be chosen twice. */
const memory = formMemory('step_up_ending', 'ending', chosenSchema)

const pathOf = ({ path }: ConsoleContext): string => `${path}/sessions`

/** What was chosen is taken up here, of all forms that end sessions. */
const formOf = (context: ConsoleContext): string => `${pathOf(context)}/end`

/** The page: the browsers that are signed in to the account. */
export async function showSessions(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  const found = await context.sessions.list(account, session.uid, SHOWN + 1)
  const rows = found.slice(0, SHOWN)
  const names = await namesOf(context, rows)
  const devices = new Map<string, string>(visit.subject.devices.map(({ id, name }) => [id, name]))
  const path = pathOf(context)
  const done = takeFlash(context, ctx, path, doneSchema)
  show(context, ctx, 'sessions', {
    frame: frameOf(context, visit, 'sessions'),
    csrf: context.stepUp.guard.token(`session:${session.uid}`),
    sessions: rows.map((row) => rowOf(row, session.uid, names, devices)),
    endAction: `${path}/end`,
    ...(found.some(({ uid }) => uid !== session.uid)
      ? { endOthersAction: `${path}/end-others` }
      : {}),
    ...(found.length > SHOWN ? { shown: SHOWN } : {}),
    ...(done ? { done } : {}),
  })
}

/**
 * The form's address: ends what was chosen before its owner proved a factor, and leads to the page that has the form. It is
 * opened by nobody but them: the cookie comes with no request that another site makes.
 */
export async function endChosen(context: ConsoleContext, visit: Visit): Promise<void> {
  const chosen = memory.read(context, visit, formOf(context))
  if (!chosen) return goTo(visit.ctx, pathOf(context))
  await endProved(context, visit, chosen)
}

/** Whoever ends the session that this very browser has signs out, and proves nothing for it. */
export const endOne: Act = async (context, visit, fields) => {
  const uid = fields.get('session')
  if (uid === visit.session.uid) return endIt(context, visit, uid)
  await endProved(context, visit, { session: uid })
}

export const endOthers = (context: ConsoleContext, visit: Visit): Promise<void> =>
  endProved(context, visit, { others: 'sessions' })

/** The same from the page about what somebody else did, which stays: more is left to do. */
export const endOthersHere = (context: ConsoleContext, visit: Visit): Promise<void> =>
  endProved(context, visit, { others: 'not-me' })

/** Ends them after the proof of a factor, which is asked for where there was none in the last minutes. */
async function endProved(
  context: ConsoleContext,
  visit: Visit,
  chosen: z.output<typeof chosenSchema>,
): Promise<void> {
  const form = formOf(context)
  if (!(await provesAgain(context, visit, form))) return memory.keep(context, visit, form, chosen)
  memory.forget(visit, form)
  if ('session' in chosen) return endIt(context, visit, chosen.session)
  const page = chosen.others === 'not-me' ? notMeHref(context) : pathOf(context)
  const { ctx, acting, session } = visit
  setFlash(context, ctx, page, { ended: await endSessions(context.sessions, acting, session.uid) })
}

/** Ends one session; somebody else's, and one that is over, is none of the account's. */
async function endIt(context: ConsoleContext, { ctx, acting }: Visit, uid: string): Promise<void> {
  setFlash(context, ctx, pathOf(context), {
    ended: await endSession(context.sessions, acting, uid),
  })
}

/** The applications' names; the console itself is none of them. */
async function namesOf(
  { provider, clientId }: ConsoleContext,
  sessions: readonly AccountSession[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(sessions.flatMap(({ clientIds }) => clientIds))
  ids.delete(clientId)
  const named = [...ids].map(async (id) => [id, (await labelOfClient(provider, id)).name] as const)
  return new Map(await Promise.all(named))
}

function rowOf(
  { uid, browser, startedAt, lastSeenAt, credential, clientIds }: AccountSession,
  ownUid: string,
  names: ReadonlyMap<string, string>,
  devices: ReadonlyMap<string, string>,
): SessionRow {
  const device = credential === undefined ? undefined : devices.get(credential)
  return {
    id: uid,
    browser: browserOf(browser?.userAgent ?? ''),
    ...(browser ? { address: browser.address } : {}),
    ...present({ device }),
    ...(startedAt === undefined ? {} : { signedInAt: dateOf(startedAt) }),
    ...(lastSeenAt === undefined ? {} : { lastUsedAt: dateOf(lastSeenAt) }),
    applications: clientIds.flatMap((id) => names.get(id) ?? []),
    current: uid === ownUid,
  }
}
