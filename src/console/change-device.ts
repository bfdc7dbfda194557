import { removeDevice, renameDevice } from '../actions/devices.ts'
import type { Authenticator } from '../people/index.ts'
import type { FormError } from '../pages/parts.ts'
import { nameError, refuseForm } from '../sign-in/index.ts'
import { goTo, show } from '../web/index.ts'
import type { Subject } from '../oidc/index.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { tellDone } from './done.ts'
import { formParts, notFound } from './frame.ts'
import { showTurnOff } from './turn-off.ts'

export async function showRename(context: ConsoleContext, visit: Visit): Promise<void> {
  const device = await findDevice(context, visit)
  if (!isConfirmed(device)) return notFound(context, visit.ctx)
  renderRename(context, visit, device, device.name)
}

export const rename: Act = async (context, visit, fields) => {
  const { ctx, acting } = visit
  const device = await findDevice(context, visit)
  if (!isConfirmed(device)) return notFound(context, ctx)
  const name = fields.get('name')
  const result = await renameDevice(context, acting, device.id, name)
  if (result.outcome === 'not_found') return notFound(context, ctx)
  if (result.outcome !== 'renamed') {
    const error = nameError(result, context.authenticators.limit)
    return renderRename(context, visit, device, name, error)
  }
  tellDone(context, ctx, { code: 'renamed', name: result.name })
}

function renderRename(
  context: ConsoleContext,
  visit: Visit,
  device: Authenticator,
  name: string,
  error?: FormError,
): void {
  const { ctx } = visit
  if (error) refuseForm(ctx, error)
  show(context, ctx, 'device-rename', {
    ...formParts(context, visit),
    action: `${context.path}/devices/${device.id}/rename`,
    deviceName: device.name,
    name,
    ...(error ? { error } : {}),
  })
}

/** Removing the last device is turning off, and asked as such. */
export async function showRemove(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, subject } = visit
  const device = await findDevice(context, visit)
  if (!device) return notFound(context, ctx)
  const { name: deviceName } = device
  if (isLast(subject, device)) return showTurnOff(context, visit, { lastDevice: deviceName })
  show(context, ctx, 'device-remove', {
    ...formParts(context, visit),
    action: `${context.path}/devices/${device.id}/remove`,
    deviceName,
  })
}

export async function remove(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, acting, by } = visit
  const device = await findDevice(context, visit)
  if (!device) return notFound(context, ctx)
  const result = await removeDevice(context, acting, device, by)
  if (result === 'not_found') return notFound(context, ctx)
  // The last by now, because the other one went at the same time: that takes another question.
  if (result === 'last') return goTo(ctx, `${context.path}/devices/${device.id}/remove`)
  tellDone(context, ctx, { code: 'removed', name: device.name })
}

/** One that is being set up gets another name by being begun again. */
const isConfirmed = (device: Authenticator | undefined): device is Authenticator =>
  device?.confirmedAt !== undefined

const isLast = ({ devices }: Subject, { id }: Authenticator): boolean =>
  devices.length === 1 && devices[0]?.id === id

/** One of the account's, or the one that this session sets up. */
async function findDevice(
  { authenticators }: ConsoleContext,
  { ctx, account, by }: Visit,
): Promise<Authenticator | undefined> {
  const devices = await authenticators.list(account.id, by)
  return devices.find(({ id }) => id === ctx.params['id'])
}
