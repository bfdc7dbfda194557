import { createHash } from 'node:crypto'
import type { Context } from 'koa'
import { SHORTEST_PASSWORD } from '../../methods/password/password-policy.ts'
import { followReset } from '../../actions/passwords.ts'
import { RESET_LIFETIME, type OpenReset } from '../../actions/password-resets.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import type { NewPasswordError } from '../../pages/passwords.ts'
import { followMailLink, goTo, ownerIn, show, type Addressed } from '../../web/index.ts'
import { newPasswordError, refuseForm } from '../form-errors.ts'
import { wayBackTo } from '../application.ts'
import { privateCookie, type PasswordsContext } from './context.ts'
import { forgotHref } from './forgot.ts'

/** The link's token while the form is open; then, signed, that the password was set. */
const resetCookie = privateCookie('step_up_reset')

/** Seconds for which the page tells that it is done, however often it is loaded. */
const TOLD = 300

/** The link in the mail. */
export const followLink = ({ addresses }: PasswordsContext, ctx: Addressed): void =>
  followMailLink(ctx, addresses.reset, (token) => resetCookie.set(ctx, token, RESET_LIFETIME))

/** The page on which somebody with a link chooses another password. */
export async function showReset(context: PasswordsContext, ctx: Context): Promise<void> {
  const known = resetCookie.get(ctx)
  const done = readDone(context, known)
  if (done) return showDone(context, ctx, done.clientId)
  const open = known === '' ? undefined : await context.resets.find(known)
  if (!open) return showExpired(context, ctx)
  showForm(context, ctx, known, open)
}

function showForm(
  context: PasswordsContext,
  ctx: Context,
  token: string,
  { account }: OpenReset,
  error?: NewPasswordError,
): void {
  if (error) refuseForm(ctx, error)
  show(context, ctx, 'password-reset', {
    action: context.addresses.reset,
    csrf: context.guard.token(scopeOf(token)),
    accountName: account.login,
    shortest: SHORTEST_PASSWORD,
    ...(error ? { error } : {}),
  })
}

export async function acceptReset(context: PasswordsContext, ctx: Context): Promise<void> {
  const token = resetCookie.get(ctx)
  const sent = context.guard.nameOf(ctx, scopeOf(token))
  const work = () => redeem(context, ctx, token)
  if (sent === undefined) await work()
  else await context.answers.once(ctx, sent, work)
}

async function redeem(context: PasswordsContext, ctx: Context, token: string): Promise<void> {
  // Done already, by this very browser: the page tells so.
  if (readDone(context, token)) return goTo(ctx, context.addresses.reset)
  const open = token === '' ? undefined : await context.resets.find(token)
  if (!open) return showExpired(context, ctx)
  const fields = context.guard.accept(ctx, scopeOf(token))
  if (!fields) {
    ctx.status = 403
    return show(context, ctx, 'password-told', {
      code: 'outdated',
      href: context.addresses.reset,
      signInHref: context.addresses.account,
    })
  }
  const result = await context.resets.redeem(token, fields.get('new_password'))
  if (result.outcome === 'expired') return showExpired(context, ctx)
  if (result.outcome === 'password_invalid') {
    return showForm(context, ctx, token, open, newPasswordError(result.reason))
  }
  if (result.outcome === 'changed') {
    const { id, login } = result.account
    await followReset(context, ownerIn(context, ctx, id), login, (error) => {
      context.onUnfinished(error, ctx)
    })
  }
  // The browser fetches what is told, so that a reload does not send a used link again.
  resetCookie.set(ctx, writeDone(context, result.clientId ?? ''), TOLD)
  goTo(ctx, context.addresses.reset)
}

function showExpired(context: PasswordsContext, ctx: Context): void {
  resetCookie.set(ctx, undefined)
  ctx.status = 410
  show(context, ctx, 'password-told', {
    code: 'expired',
    minutes: RESET_LIFETIME / 60,
    href: forgotHref(context, undefined),
    signInHref: context.addresses.account,
  })
}

/** Back to the application: it begins the sign-in again, and the second factor is asked for there. */
async function showDone(context: PasswordsContext, ctx: Context, clientId: string): Promise<void> {
  const back = await wayBackTo(context.provider, ctx, clientId === '' ? undefined : clientId)
  show(context, ctx, 'password-told', {
    code: 'changed',
    href: back?.href ?? context.addresses.account,
    ...(back ? { applicationName: back.name } : {}),
  })
}

/** A form belongs to the link that it was opened by; its token names it without telling it. */
const scopeOf = (token: string) =>
  `browser:${createHash('sha256').update(`reset form:${token}`).digest('base64url')}` as const

const claimOf = (clientId: string, at: string) => ['password_reset', clientId, at] as const

function writeDone({ mac, clock }: PasswordsContext, clientId: string): string {
  const at = String(clock())
  return `${Buffer.from(clientId).toString('base64url')}.${at}.${mac.sign(...claimOf(clientId, at))}`
}

/** Undefined for a token, which has no dot, and for what we did not write. */
function readDone(
  { mac, clock }: PasswordsContext,
  cookie: string,
): { clientId: string } | undefined {
  const [name = '', at = '', signature] = cookie.split('.')
  if (signature === undefined) return undefined
  const clientId = Buffer.from(name, 'base64url').toString()
  if (!mac.verify(claimOf(clientId, at), signature)) return undefined
  return clock() > plusSeconds(Number(at) as Instant, TOLD) ? undefined : { clientId }
}
