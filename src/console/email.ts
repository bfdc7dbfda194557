import { asksPassword } from '../policy/index.ts'
import { present } from '../kernel/typing.ts'
import { z } from 'zod'
import { CHANGE_LIFETIME, UNDO_LIFETIME } from '../actions/email-changes.ts'
import { askEmailChange, confirmEmailChange } from '../actions/emails.ts'
import type { Instant } from '../kernel/instant.ts'
import type { EmailDone, EmailError } from '../pages/email.ts'
import { refuseForm } from '../sign-in/index.ts'
import {
  followMailLink,
  goTo,
  languageOf,
  originOf,
  setCookie,
  setFlash,
  show,
  takeFlash,
  type Addressed,
} from '../web/index.ts'
import { Secret } from '../kernel/secret.ts'
import { checkPassword } from './typed-proofs.ts'
import type { Act, ConsoleContext, ConsoleEmail, Visit } from './console-context.ts'
import { formParts, frameOf } from './frame.ts'
import { forgetProved, provedBefore, rememberProved, type Proved } from './proved.ts'

const MINUTES = CHANGE_LIFETIME / 60
const HOURS = UNDO_LIFETIME / 3600

/** Where mails go, and the form for another address. */
export function showEmail(
  context: ConsoleContext,
  visit: Visit,
  refused?: { readonly typed: string; readonly error: EmailError; readonly proved?: Proved },
): void {
  const { ctx, session, account, subject } = visit
  if (!context.email) return goTo(ctx, context.path)
  const proved = refused?.proved ?? provedBefore(context, visit, addressOf(context))
  const done = takeFlash(context, ctx, addressOf(context), doneSchema)
  if (refused) refuse(ctx, refused.error)
  show(context, ctx, 'email', {
    action: addressOf(context),
    csrf: context.stepUp.guard.token(`session:${session.uid}`),
    frame: frameOf(context, visit, 'security'),
    verified: account.emailVerified === true,
    minutes: MINUTES,
    passwordNeeded: asksPassword('change_email', subject) && proved.password === undefined,
    // Whoever only confirms the present one types nothing.
    typed: refused?.typed ?? (done || account.emailVerified ? '' : (account.email ?? '')),
    ...present({ address: account.email, done: refused ? undefined : done }),
    ...(refused ? { error: refused.error } : {}),
  })
}

function refuse(ctx: Visit['ctx'], error: EmailError): void {
  if (error.field === 'password') return refuseForm(ctx, error.error)
  ctx.status = error.code === 'too_many' ? 429 : 422
}

/**
 * Mails a link to the new address. With a second factor a fresh code has opened this page; without one the
 * password does. Nothing has changed until the link is opened.
 */
export const changeEmail: Act = async (context, visit, fields) => {
  const { ctx, acting, subject } = visit
  const { email } = context
  if (!email) return goTo(ctx, context.path)
  let password: Instant | undefined
  const typed = fields.get('email').trim().slice(0, LONGEST_KEPT)
  const form = addressOf(context)
  if (
    asksPassword('change_email', subject) &&
    provedBefore(context, visit, form).password === undefined
  ) {
    const check = await checkPassword(context, visit, fields)
    if ('error' in check) {
      return showEmail(context, visit, { typed, error: { field: 'password', error: check.error } })
    }
    // Whatever is wrong with the address, the password is not asked again.
    password = check.at
  }
  const asked = await askEmailChange(email.changes, acting, fields.get('email'), (issued) => {
    const path = `${form}/confirm/${issued.token.reveal()}`
    return email.postbox.post({
      kind: 'email_change_link',
      ...factsOf(visit, context, issued.to),
      link: new Secret(new URL(path, context.provider.issuer).href),
      minutes: MINUTES,
    })
  })
  if (asked.outcome === 'not_found') return goTo(ctx, context.path)
  if (asked.outcome !== 'issued') {
    if (password !== undefined) rememberProved(context, visit, form, { password })
    return showEmail(context, visit, {
      typed,
      error: { field: 'email', code: ERRORS[asked.outcome] },
      ...(password === undefined ? {} : { proved: { password } }),
    })
  }
  forgetProved(visit, form)
  const done: EmailDone = { code: 'asked', address: asked.to, minutes: MINUTES }
  setFlash(context, ctx, addressOf(context), done)
}

const LONGEST_KEPT = 254

const ERRORS = { email_invalid: 'invalid', unchanged: 'unchanged', throttled: 'too_many' } as const

const factsOf = ({ ctx, account }: Visit, { clock }: ConsoleContext, to: string) => ({
  accountId: account.id,
  to,
  account: account.label,
  language: account.language ?? languageOf(ctx),
  at: clock(),
  origin: originOf(ctx),
})

const COOKIE = 'step_up_email'

/**
 * The link in the mail. Its token goes into a cookie at once: the address of the page that is shown then stands in the
 * history, in referrers and in logs without it. Nothing is used up, because mail scanners open links too, and are not
 * signed in.
 */
export const followEmailLink = (context: ConsoleContext, ctx: Addressed): void =>
  followMailLink(ctx, `${addressOf(context)}/confirm`, (token) => keepToken(context, ctx, token))

function keepToken(context: ConsoleContext, ctx: Addressed, token?: string): void {
  setCookie(ctx, COOKIE, token ?? null, { path: addressOf(context), seconds: CHANGE_LIFETIME })
}

/** Behind the link, for whoever is signed in to the account that asked for it. */
export async function showEmailConfirm(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const token = ctx.cookies.get(COOKIE) ?? ''
  const address = await context.email?.changes.find(token, account.id)
  if (address === undefined) return showExpired(context, ctx)
  show(context, ctx, 'email-confirm', {
    ...formParts(context, visit),
    action: `${addressOf(context)}/confirm`,
    address,
    cancelHref: addressOf(context),
  })
}

export async function confirmEmail(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, acting } = visit
  const { email } = context
  const token = ctx.cookies.get(COOKIE) ?? ''
  const confirmed =
    email &&
    (await confirmEmailChange(email.changes, acting, token, (undo) =>
      tellFormer(context, visit, email, undo),
    ))
  if (confirmed?.outcome !== 'changed') return showExpired(context, ctx)
  keepToken(context, ctx)
  const done: EmailDone = { code: 'changed', address: confirmed.email }
  setFlash(context, ctx, addressOf(context), done)
}

/** Whoever reads the old address can have it back: perhaps it was not its owner who changed it. */
async function tellFormer(
  context: ConsoleContext,
  visit: Visit,
  { postbox, undoPath }: ConsoleEmail,
  undo: { readonly to: string; readonly token: Secret<string> },
): Promise<void> {
  await postbox.post({
    kind: 'email_changed',
    ...factsOf(visit, context, undo.to),
    link: new Secret(new URL(`${undoPath}/${undo.token.reveal()}`, context.provider.issuer).href),
    hours: HOURS,
  })
}

function showExpired(context: ConsoleContext, ctx: Visit['ctx']): void {
  ctx.status = 410
  show(context, ctx, 'email-told', { code: 'expired', href: context.path })
}

const addressOf = ({ path }: ConsoleContext): string => `${path}/email`

const doneSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('asked'), address: z.string(), minutes: z.number() }),
  z.object({ code: z.literal('changed'), address: z.string() }),
])
