import { z } from 'zod'
import { dateOf } from '../kernel/instant.ts'
import type { SessionRow } from '../pages/sessions.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { labelOfClient, type AccountSession } from '../oidc/index.ts'
import { setPageHeaders, type FormFields } from '../web/index.ts'
import { browserOf } from '../kernel/user-agent.ts'
import type { ConsoleContext, ConsoleParts } from './console-context.ts'
import type { Visit } from './visit.ts'
import { frameOf } from './frame.ts'
import { takeFlash, setFlash } from '../web/flash.ts'

/** More than a page can show to any use; all the others can be ended together. */
const SHOWN = 50

const doneSchema = z.object({ ended: z.int() })

const pathOf = ({ path }: ConsoleContext): string => `${path}/sessions`

/** The page: the browsers that are signed in to the account. */
export async function showSessions(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  const found = await context.sessions.list(account, session.uid, SHOWN + 1)
  const rows = found.slice(0, SHOWN)
  const names = await namesOf(context, rows)
  const devices = new Map<string, string>(visit.subject.devices.map(({ id, name }) => [id, name]))
  const path = pathOf(context)
  const done = takeFlash(context, ctx, path, doneSchema)
  setPageHeaders(ctx)
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

/** A form's address leads to the page that has the form. */
export function backToSessions(context: ConsoleContext, { ctx }: Visit): void {
  ctx.status = 303
  ctx.redirect(pathOf(context))
}

/** Ends one session; somebody else's, and one that is over, is none of the account's. */
export async function endOne(
  context: ConsoleContext,
  { ctx, account }: Visit,
  fields: FormFields,
): Promise<void> {
  const ended = (await context.sessions.end(account.id, fields.get('session'))) ? 1 : 0
  await tellEnded(context, ctx, account.id, ended)
  setFlash(context, ctx, pathOf(context), { ended })
}

export async function endOthers(context: ConsoleContext, visit: Visit): Promise<void> {
  setFlash(context, visit.ctx, pathOf(context), { ended: await context.endOtherSessions(visit) })
}

/** See `ConsoleContext.endOtherSessions`. */
export async function endOtherSessions(
  context: ConsoleParts,
  { ctx, account, session }: Visit,
): Promise<number> {
  const ended = await context.sessions.endAll(account.id, session.uid)
  await tellEnded(context, ctx, account.id, ended)
  return ended
}

async function tellEnded(
  context: ConsoleParts,
  ctx: Visit['ctx'],
  accountId: Visit['account']['id'],
  count: number,
): Promise<void> {
  if (count > 0) await emit(context, ctx, { type: 'sessions_ended', accountId, count })
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
    ...(device === undefined ? {} : { device }),
    ...(startedAt === undefined ? {} : { signedInAt: dateOf(startedAt) }),
    ...(lastSeenAt === undefined ? {} : { lastUsedAt: dateOf(lastSeenAt) }),
    applications: clientIds.flatMap((id) => names.get(id) ?? []),
    current: uid === ownUid,
  }
}
