import type { DeviceRow } from '../pages.ts'
import { setPageHeaders, show } from '../provider/index.ts'
import type { Authenticator } from '../authenticators/index.ts'
import { dateOf } from '../instant.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { takeDone } from './done.ts'
import { frameOf } from './frame.ts'

/** The page: two-factor authentication, on or off, and the account's devices. */
export async function showDevices(console: ConsoleContext, visit: Visit): Promise<void> {
  const { authenticators, trustedBrowsers, path } = console
  const { ctx, account } = visit
  const devices = await authenticators.list(account.id)
  const done = takeDone(console, ctx)
  setPageHeaders(ctx)
  show(console, ctx, 'devices', {
    frame: frameOf(console, visit, 'security'),
    on: devices.some(({ confirmedAt }) => confirmedAt !== undefined),
    devices: devices.map((device) => rowOf(device, path)),
    limit: authenticators.limit,
    ...(devices.length < authenticators.limit ? { addHref: `${path}/devices/add` } : {}),
    ...(trustedBrowsers ? { browsersHref: `${path}/browsers` } : {}),
    ...(done ? { done } : {}),
  })
}

function rowOf(device: Authenticator, path: string): DeviceRow {
  const { id, name, createdAt, confirmedAt, lastUsedAt } = device
  const base = `${path}/devices/${id}`
  return {
    id,
    name,
    status: confirmedAt === undefined ? 'pending' : 'confirmed',
    addedAt: dateOf(createdAt),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt: dateOf(lastUsedAt) }),
    renameHref: `${base}/rename`,
    removeHref: `${base}/remove`,
    ...(confirmedAt === undefined ? { continueHref: `${base}/setup` } : {}),
  }
}
