import type { AuthenticatorId } from '../ids.ts'
import type { FormError, Pages } from '../pages.ts'
import {
  beginDevice,
  confirmDevice,
  refuseForm,
  setPageHeaders,
  show,
  setupOf,
  type FormFields,
} from '../provider/index.ts'
import { checkPassword } from './check-password.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { takeDone, tellDone } from './done.ts'
import { goTo } from './told.ts'
import { notFound } from './not-found.ts'
import { giveCodes } from './recovery-codes.ts'

/** First step: a name, and the password. After a loss it tells that, and suggests the old name. */
export function showAdd(
  console: ConsoleContext,
  { ctx, session, account }: Visit,
  failed?: { readonly name: string; readonly error: FormError },
): void {
  const lost = failed ? undefined : lossOf(console, ctx)
  setPageHeaders(ctx)
  if (failed) refuseForm(ctx, failed.error)
  show(console, ctx, 'device-add', {
    action: `${console.path}/devices/add`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    name: failed?.name ?? lost?.name ?? '',
    passwordNeeded: true,
    accountName: account.label,
    cancelHref: console.path,
    ...(lost ? { lost } : {}),
    ...(failed ? { error: failed.error } : {}),
  })
}

function lossOf(console: ConsoleContext, ctx: Visit['ctx']): Pages['device-add']['lost'] {
  const done = takeDone(console, ctx)
  if (done?.code !== 'lost' && done?.code !== 'lost_off') return undefined
  const { code, name, ended } = done
  return {
    name,
    off: code === 'lost_off',
    ...(ended === undefined ? {} : { endedSessions: ended }),
  }
}

export async function add(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, session } = visit
  const name = fields.get('name')
  const check = await checkPassword(console, visit, fields)
  if ('error' in check) return showAdd(console, visit, { name, error: check.error })
  const begun = await beginDevice(console, ctx, account.id, name)
  if (typeof begun !== 'string') return showAdd(console, visit, { name, error: begun })
  const proof = { method: 'password', at: check.at } as const
  await console.stepUp.prove(console.provider, ctx, session, proof)
  goTo(ctx, `${console.path}/devices/${begun}/setup`)
}

/** Second step: the QR code, until the first code is right. */
export async function showSetup(
  console: ConsoleContext,
  visit: Visit,
  error?: FormError,
): Promise<void> {
  const { ctx, account, session } = visit
  const id = ctx.params['id'] as AuthenticatorId
  const pending = await console.authenticators.pending(account.id, id)
  if (!pending) return notFound(console, ctx)
  setPageHeaders(ctx)
  if (error) refuseForm(ctx, error)
  show(console, ctx, 'device-setup', {
    ...(await setupOf(pending, console.issuerName, account.label)),
    action: `${console.path}/devices/${id}/setup`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    cancelHref: console.path,
    ...(error ? { error } : {}),
  })
}

export async function confirm(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, session, subject } = visit
  const id = ctx.params['id'] as AuthenticatorId
  const name = (await console.authenticators.pending(account.id, id))?.authenticator.name
  const first = subject.devices.length === 0
  const result = await confirmDevice(console, ctx, account.id, id, fields.get('code'))
  if (result === 'gone') return notFound(console, ctx)
  if (result !== 'confirmed') return showSetup(console, visit, result)
  if (first) {
    // The code of the first device was verified here: asking for another at once would only annoy.
    const proof = {
      method: 'totp',
      at: console.clock(),
      credential: id,
      enrolledJustNow: true,
    } as const
    await console.stepUp.prove(console.provider, ctx, session, proof)
  }
  const done = { code: 'added', name: name ?? '' } as const
  // Where codes stand the device takes the place of a lost one, and they go on standing in for it.
  if (first && !subject.recoveryCodes) return giveCodes(console, visit, done)
  tellDone(console, ctx, done)
}
