import { present } from '../kernel/typing.ts'
import { takesMethod } from '../assurance/index.ts'
import type { Pages } from '../pages/pages.ts'
import type { DeviceRow } from '../pages/devices.ts'
import type { RecoverySummary } from '../pages/second-factor.ts'
import { mayBeWithout, protectionOf } from '../policy/index.ts'
import { show } from '../web/index.ts'
import type { Subject } from '../oidc/index.ts'
import {
  ENOUGH_RECOVERY_CODES,
  RECOVERY_CODE,
  remainingOf,
} from '../methods/recovery-codes/index.ts'
import { lastUseOf, tellableDrift, type Authenticator } from '../people/index.ts'
import { dateOf } from '../kernel/instant.ts'
import { checkUpOf } from './check-up.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { stayAction } from './delete-account.ts'
import { takeDone, type Done } from './done.ts'
import { frameOf } from './frame.ts'

/** The page: two-factor authentication, on or off, the account's devices and its recovery codes. */
export async function showDevices(context: ConsoleContext, visit: Visit): Promise<void> {
  const { authenticators, path } = context
  const { ctx, account, by, subject } = visit
  const devices = await authenticators.list(account.id, by)
  const done = doneHere(takeDone(context, ctx))
  const codes = recoverySummary(context, subject)
  const missing = await checkUpOf(context, visit)
  show(context, ctx, 'devices', {
    frame: frameOf(context, visit, 'security'),
    protection: protectionOf(subject),
    devices: devices.map((device) => rowOf(context, subject, device)),
    limit: authenticators.limit,
    dataHref: `${path}/data`,
    ...(subject.devices.length < authenticators.limit ? { addHref: `${path}/devices/add` } : {}),
    ...(subject.enrolled ? { turnOff: turnOffOf(context) } : {}),
    ...(context.email ? { email: emailOf(visit, path) } : {}),
    ...leavingOf(context, visit),
    ...present({ recoveryCodes: codes, checkUp: missing, done }),
  })
}

const emailOf = ({ account: { email, emailVerified } }: Visit, path: string) => ({
  ...present({ address: email }),
  verified: emailVerified === true,
  href: `${path}/email`,
})

const leavingOf = (context: ConsoleContext, { account, session }: Visit) =>
  account.leavesAt === undefined
    ? context.accountDeletion === 'owner' && { deleteHref: `${context.path}/delete` }
    : {
        leaving: {
          until: dateOf(account.leavesAt),
          stay: {
            action: stayAction(context),
            csrf: context.stepUp.guard.token(`session:${session.uid}`),
          },
        },
      }

const turnOffOf = (context: ConsoleContext) =>
  mayBeWithout(context) ? { href: `${context.path}/turn-off` } : 'required'

/** What was done elsewhere is told there. */
function doneHere(done: Done | undefined): Pages['devices']['done'] {
  if (!done || done.code === 'lost' || done.code === 'lost_off') return undefined
  return { code: done.code, name: done.name }
}

function recoverySummary(
  { path, ladder }: ConsoleContext,
  { enrolled, recoveryCodes }: Subject,
): RecoverySummary | undefined {
  if (!enrolled || !takesMethod(ladder, RECOVERY_CODE.id)) return undefined
  const base = `${path}/recovery-codes`
  if (!recoveryCodes) return { state: 'missing', makeHref: `${base}/new` }
  const left = remainingOf(recoveryCodes)
  return {
    state: 'made',
    left,
    few: left < ENOUGH_RECOVERY_CODES,
    count: recoveryCodes.count,
    madeAt: dateOf(recoveryCodes.createdAt),
    seeHref: base,
    renewHref: `${base}/new`,
  }
}

function clockOf(device: Authenticator): Pick<DeviceRow, 'clock'> {
  const fast = tellableDrift(device)
  if (fast === undefined) return {}
  return { clock: { way: fast < 0 ? 'slow' : 'fast', off: Math.abs(fast) } }
}

function rowOf(
  context: ConsoleContext,
  { devices }: Subject,
  authenticator: Authenticator,
): DeviceRow {
  const { id, name, createdAt, confirmedAt, importedAt } = authenticator
  const lastUsedAt = lastUseOf(authenticator)
  const base = `${context.path}/devices/${id}`
  const confirmed = confirmedAt !== undefined
  const stays = !mayBeWithout(context) && confirmed && devices.length === 1
  return {
    id,
    name,
    status: confirmed ? 'confirmed' : 'pending',
    addedAt: dateOf(createdAt),
    ...(importedAt === undefined ? {} : { imported: true }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt: dateOf(lastUsedAt) }),
    ...clockOf(authenticator),
    ...(stays ? {} : { removeHref: `${base}/remove` }),
    ...(confirmed
      ? { renameHref: `${base}/rename`, lostHref: `${base}/lost` }
      : { continueHref: `${base}/setup` }),
  }
}
