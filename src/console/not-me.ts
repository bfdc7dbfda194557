import { z } from 'zod'
import { dateOf } from '../kernel/instant.ts'
import { readActivity } from '../audit/index.ts'
import type { ActivityPages } from '../pages/activity.ts'
import { setPageHeaders } from '../web/index.ts'
import { show } from '../web/show.ts'
import { factOf } from './activity-facts.ts'
import { applicationOf, placeOf } from './activity-list.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { notMeHref, frameOf, trustsBrowsers } from './frame.ts'
import { takeTold, tell } from './told.ts'

const doneSchema = z.object({ ended: z.int() })

/** The page: what to do about something that somebody else did. Every mail leads here too. */
export async function showNotMe(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session, subject } = visit
  const { path } = console
  const event = await eventOf(console, visit)
  const others = await console.sessions.list(account, session.uid, 2)
  const done = takeTold(console, ctx, notMeHref(console), doneSchema)
  setPageHeaders(ctx)
  show(console, ctx, 'not-me', {
    frame: frameOf(console, visit, 'activity'),
    action: notMeHref(console),
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    ...(event ? { event } : {}),
    others: others.some(({ uid }) => uid !== session.uid),
    passwordHref: `${path}/password`,
    devicesHref: path,
    ...(subject.enrolled ? { codesHref: `${path}/recovery-codes/new` } : {}),
    ...(trustsBrowsers(console, subject) ? { browsersHref: `${path}/browsers` } : {}),
    historyHref: `${path}/activity`,
    ...(done ? { done } : {}),
  })
}

/** The entry that the address names, where it is one of the account's. */
async function eventOf(
  console: ConsoleContext,
  { ctx, account }: Visit,
): Promise<ActivityPages['not-me']['event']> {
  const place = placeOf(ctx.query['event'])
  if (place === undefined) return undefined
  const [entry] = await console.activity.list(account.id, place + 1, 1)
  const activity = entry?.place === place ? readActivity(entry.entry) : undefined
  if (!entry || !activity || activity.type === 'declined') return undefined
  const application = await applicationOf(console, ctx, activity)
  return { at: dateOf(entry.at), fact: factOf(activity, application ?? '') }
}

/** Signs everybody else out, and stays: more is left to do. */
export async function endOthersHere(console: ConsoleContext, visit: Visit): Promise<void> {
  tell(console, visit.ctx, notMeHref(console), { ended: await console.endOtherSessions(visit) })
}
