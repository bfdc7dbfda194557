import { parseDeviceName, type Authenticator } from '../people/index.ts'
import type { FormError } from '../pages/parts.ts'
import { nameError, refuseForm, sessionEnroller } from '../sign-in/index.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { setPageHeaders, type FormFields } from '../web/index.ts'
import type { Subject } from '../oidc/index.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { tellDone } from './done.ts'
import { goTo } from './told.ts'
import { notFound } from './not-found.ts'
import { removeSpare } from './second-factor.ts'
import { showTurnOff } from './turn-off.ts'

export async function showRename(console: ConsoleContext, visit: Visit): Promise<void> {
  const device = await findDevice(console, visit)
  if (!isConfirmed(device)) return notFound(console, visit.ctx)
  renderRename(console, visit, device, device.name)
}

export async function rename(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account } = visit
  const device = await findDevice(console, visit)
  if (!isConfirmed(device)) return notFound(console, ctx)
  const name = fields.get('name')
  const result = await console.authenticators.rename(account.id, device.id, name)
  if (result.outcome === 'not_found') return notFound(console, ctx)
  if (result.outcome !== 'renamed') {
    const error = nameError(result, console.authenticators.limit)
    return renderRename(console, visit, device, name, error)
  }
  const known = parseDeviceName(name) ?? device.name
  await emit(console, ctx, {
    type: 'device_renamed',
    accountId: account.id,
    authenticator: device.id,
    name: known,
  })
  tellDone(console, ctx, { code: 'renamed', name: known })
}

function renderRename(
  console: ConsoleContext,
  { ctx, account, session }: Visit,
  device: Authenticator,
  name: string,
  error?: FormError,
): void {
  setPageHeaders(ctx)
  if (error) refuseForm(ctx, error)
  show(console, ctx, 'device-rename', {
    action: `${console.path}/devices/${device.id}/rename`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    deviceName: device.name,
    name,
    cancelHref: console.path,
    ...(error ? { error } : {}),
  })
}

/** Removing the last device is turning off, and asked as such. */
export async function showRemove(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session, subject } = visit
  const device = await findDevice(console, visit)
  if (!device) return notFound(console, ctx)
  const { name: deviceName } = device
  if (isLast(subject, device)) return showTurnOff(console, visit, { lastDevice: deviceName })
  setPageHeaders(ctx)
  show(console, ctx, 'device-remove', {
    action: `${console.path}/devices/${device.id}/remove`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    deviceName,
    cancelHref: console.path,
  })
}

export async function remove(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx } = visit
  const device = await findDevice(console, visit)
  if (!device) return notFound(console, ctx)
  const result = isConfirmed(device)
    ? await removeSpare(console, ctx, device)
    : await abandon(console, visit, device)
  if (result === 'not_found') return notFound(console, ctx)
  // The last by now, because the other one went at the same time: that takes another question.
  if (result === 'last') return goTo(ctx, `${console.path}/devices/${device.id}/remove`)
  tellDone(console, ctx, { code: 'removed', name: device.name })
}

/** It never was one of the account's: nothing has changed that would have to be told. */
async function abandon(
  { authenticators }: ConsoleContext,
  { session, subject }: Visit,
  { accountId, id }: Authenticator,
): Promise<'removed' | 'not_found'> {
  const by = sessionEnroller(session, subject)
  return (await authenticators.abandon(accountId, id, by)) ? 'removed' : 'not_found'
}

/** One that is being set up gets another name by being begun again. */
const isConfirmed = (device: Authenticator | undefined): device is Authenticator =>
  device?.confirmedAt !== undefined

const isLast = ({ devices }: Subject, { id }: Authenticator): boolean =>
  devices.length === 1 && devices[0]?.id === id

/** One of the account's, or the one that this session sets up. */
async function findDevice(
  { authenticators }: ConsoleContext,
  { ctx, account, session, subject }: Visit,
): Promise<Authenticator | undefined> {
  const devices = await authenticators.list(account.id, sessionEnroller(session, subject))
  return devices.find(({ id }) => id === ctx.params['id'])
}
