import type { AuthenticatorId } from '../ids.ts'
import type { FormError } from '../pages.ts'
import {
  beginDevice,
  confirmDevice,
  emit,
  passwordError,
  refuseForm,
  setPageHeaders,
  show,
  setupOf,
  type FormFields,
} from '../provider/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { tellDone } from './done.ts'
import { notFound } from './not-found.ts'

/** First step: a name, and the password. */
export function showAdd(
  console: ConsoleContext,
  { ctx, session, account }: Visit,
  failed?: { readonly name: string; readonly error: FormError },
): void {
  setPageHeaders(ctx)
  if (failed) refuseForm(ctx, failed.error)
  show(console, ctx, 'device-add', {
    action: `${console.path}/devices/add`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    name: failed?.name ?? '',
    passwordNeeded: true,
    accountName: account.label,
    cancelHref: console.path,
    ...(failed ? { error: failed.error } : {}),
  })
}

export async function add(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, session } = visit
  const name = fields.get('name')
  const browser = console.browsers.identify(ctx, account.label)
  const check = await console.directory.reauthenticate(account.id, fields.get('password'), browser)
  await emit(console, ctx, { type: 'password', outcome: check.outcome, accountId: account.id })
  if (check.outcome !== 'accepted') {
    const error = passwordError(check, console.clock(), 'password_wrong')
    return showAdd(console, visit, { name, error })
  }
  const begun = await beginDevice(console, ctx, account.id, name)
  if (typeof begun !== 'string') return showAdd(console, visit, { name, error: begun })
  const proof = { method: 'password', at: check.at } as const
  await console.stepUp.prove(console.provider, ctx, session, proof)
  ctx.status = 303
  ctx.redirect(`${console.path}/devices/${begun}/setup`)
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
  const { ctx, account, session } = visit
  const id = ctx.params['id'] as AuthenticatorId
  const name = (await console.authenticators.pending(account.id, id))?.authenticator.name
  const first = (await console.authenticators.confirmed(account.id)).length === 0
  const result = await confirmDevice(console, ctx, account.id, id, fields.get('code'))
  if (result === 'gone') return notFound(console, ctx)
  if (result !== 'confirmed') return showSetup(console, visit, result)
  if (first) {
    // The code of the first device was verified here: asking for another at once would only annoy.
    const proof = {
      method: 'totp',
      at: console.clock(),
      authenticator: id,
      enrolledJustNow: true,
    } as const
    await console.stepUp.prove(console.provider, ctx, session, proof)
  }
  tellDone(console, ctx, { code: 'added', name: name ?? '' })
}
