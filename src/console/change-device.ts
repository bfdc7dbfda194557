import type { AuthenticatorId } from '../ids.ts'
import { parseDeviceName, type Authenticator } from '../authenticators/index.ts'
import type { FormError } from '../pages.ts'
import {
  emit,
  nameError,
  refuseForm,
  setPageHeaders,
  show,
  type FormFields,
} from '../provider/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { tellDone } from './done.ts'
import { notFound } from './not-found.ts'

export async function showRename(console: ConsoleContext, visit: Visit): Promise<void> {
  const device = await findDevice(console, visit)
  if (!device) return notFound(console, visit.ctx)
  renderRename(console, visit, device, device.name)
}

export async function rename(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account } = visit
  const device = await findDevice(console, visit)
  if (!device) return notFound(console, ctx)
  const name = fields.get('name')
  const result = await console.authenticators.rename(account.id, device.id, name)
  if (result === 'not_found') return notFound(console, ctx)
  if (result !== 'renamed') {
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

export async function showRemove(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  const device = await findDevice(console, visit)
  if (!device) return notFound(console, ctx)
  setPageHeaders(ctx)
  show(console, ctx, 'device-remove', {
    action: `${console.path}/devices/${device.id}/remove`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    deviceName: device.name,
    last: await isLast(console, visit, device),
    cancelHref: console.path,
  })
}

export async function remove(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const device = await findDevice(console, visit)
  if (!device) return notFound(console, ctx)
  const last = await isLast(console, visit, device)
  if (!(await console.authenticators.remove(account.id, device.id))) return notFound(console, ctx)
  await emit(console, ctx, {
    type: 'device_removed',
    accountId: account.id,
    authenticator: device.id,
    name: device.name,
  })
  tellDone(console, ctx, { code: last ? 'turned_off' : 'removed', name: device.name })
}

async function isLast(
  { authenticators }: ConsoleContext,
  { account }: Visit,
  device: Authenticator,
): Promise<boolean> {
  const confirmed = await authenticators.confirmed(account.id)
  return confirmed.length === 1 && confirmed[0]?.id === device.id
}

async function findDevice(
  { authenticators }: ConsoleContext,
  { ctx, account }: Visit,
): Promise<Authenticator | undefined> {
  const id = ctx.params['id'] as AuthenticatorId
  return (await authenticators.list(account.id)).find((device) => device.id === id)
}
