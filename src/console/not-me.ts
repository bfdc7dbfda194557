import { z } from 'zod'
import { dateOf } from '../kernel/instant.ts'
import type { ActivityPages } from '../pages/activity.ts'
import { show, takeFlash } from '../web/index.ts'
import { describe, placeOf, readEntry } from './activity-list.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { notMeHref, frameOf, trustsBrowsers } from './frame.ts'
import { present } from '../kernel/typing.ts'

const doneSchema = z.object({ ended: z.int() })

/** The page: what to do about something that somebody else did. Every mail leads here too. */
export async function showNotMe(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session, subject } = visit
  const { path } = context
  const event = await eventOf(context, visit)
  const others = await context.sessions.list(account, session.uid, 2)
  const done = takeFlash(context, ctx, notMeHref(context), doneSchema)
  show(context, ctx, 'not-me', {
    frame: frameOf(context, visit, 'activity'),
    action: notMeHref(context),
    csrf: context.stepUp.guard.token(`session:${session.uid}`),
    others: others.some(({ uid }) => uid !== session.uid),
    passwordHref: `${path}/password`,
    devicesHref: path,
    ...(subject.enrolled ? { codesHref: `${path}/recovery-codes/new` } : {}),
    ...(trustsBrowsers(context, subject) ? { browsersHref: `${path}/browsers` } : {}),
    historyHref: `${path}/activity`,
    ...present({ event, done }),
  })
}

/** The entry that the address names, where it is one of the account's. */
async function eventOf(
  context: ConsoleContext,
  { ctx, account }: Visit,
): Promise<ActivityPages['not-me']['event']> {
  const place = placeOf(ctx.query['event'])
  if (place === undefined) return undefined
  const [entry] = await context.activity.list(account.id, place + 1, 1)
  const shown = entry?.place === place ? readEntry(entry) : undefined
  if (!shown) return undefined
  const { fact } = await describe(context, ctx, shown)
  return { at: dateOf(shown.at), fact }
}
