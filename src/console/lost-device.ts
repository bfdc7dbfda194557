import { present } from '../kernel/typing.ts'
import { endSessions } from '../actions/access.ts'
import { loseDevice, protectionWithout } from '../actions/second-factor.ts'
import type { Authenticator } from '../people/index.ts'
import { mayBeWithout } from '../policy/index.ts'
import { goTo, show } from '../web/index.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { tellDone } from './done.ts'
import { formParts, notFound } from './frame.ts'
import { refuseTurningOff } from './turn-off.ts'

/** "I lost this device": one page that asks, and one action. */
export function showLost(context: ConsoleContext, visit: Visit): void {
  const { ctx, subject } = visit
  const device = confirmedDevice(visit)
  if (!device) return notFound(context, ctx)
  const until = protectionWithout(context.ladder, subject)
  if (until === 'nothing' && !mayBeWithout(context)) return refuseTurningOff(context, visit)
  show(context, ctx, 'device-lost', {
    ...formParts(context, visit),
    // What was told is what is done: if something else protects the account by then, it is told anew.
    action: `${addressOf(context, device)}?until=${until}`,
    deviceName: device.name,
    until,
  })
}

export const actLost: Act = async (context, visit, fields) => {
  const { ctx, acting, session, subject } = visit
  const device = confirmedDevice(visit)
  if (!device) return notFound(context, ctx)
  const until = protectionWithout(context.ladder, subject)
  if (ctx.query['until'] !== until) return goTo(ctx, addressOf(context, device))
  const result = await loseDevice(context, acting, device, until)
  if (result === 'required') return refuseTurningOff(context, visit)
  if (result === 'not_found') return notFound(context, ctx)
  if (result === 'last') return goTo(ctx, addressOf(context, device))
  if (result === 'standing') return goTo(ctx, context.path)
  const wanted = fields.get('sessions') === 'end'
  const ended = wanted ? await endSessions(context.sessions, acting, session.uid) : undefined
  const done = {
    code: until === 'nothing' ? 'lost_off' : 'lost',
    name: device.name,
    ...present({ ended }),
  } as const
  tellDone(context, ctx, done, `${context.path}/devices/add`)
}

const addressOf = ({ path }: ConsoleContext, { id }: Authenticator): string =>
  `${path}/devices/${id}/lost`

/** One that waits for its first code protects nothing, and is simply removed. */
const confirmedDevice = ({ ctx, subject }: Visit): Authenticator | undefined =>
  subject.devices.find(({ id }) => id === ctx.params['id'])
