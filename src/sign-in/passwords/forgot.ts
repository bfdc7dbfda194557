import { randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import { RESET_LIFETIME, type AskedReset } from '../../actions/password-resets.ts'
import type { Origin } from '../../kernel/network.ts'
import type { Language } from '../../kernel/languages.ts'
import type { WaysBack } from '../../pages/passwords.ts'
import { forgottenIn, rememberForgotten } from '../forgotten.ts'
import { handOn, languageOf, originOf, show } from '../../web/index.ts'
import { wayBackTo } from '../application.ts'
import { Secret } from '../../kernel/secret.ts'
import { privateCookie, type PasswordsContext } from './context.ts'

/** Names this browser to the form guard: nobody is signed in here to whom a form could be bound. */
const formCookie = privateCookie('step_up_form')

const MINUTES = RESET_LIFETIME / 60

/** The page that asks for the name of the account. */
export async function showForgot(
  context: PasswordsContext,
  ctx: Context,
  failed = false,
): Promise<void> {
  const clientId = await clientOf(context, ctx)
  const known = formCookie.get(ctx)
  const browser = /^[\w-]{22}$/.test(known) ? known : randomBytes(16).toString('base64url')
  if (browser !== known) formCookie.set(ctx, browser)
  if (failed) ctx.status = 422
  show(context, ctx, 'password-forgot', {
    action: forgotHref(context, clientId),
    csrf: context.guard.token(`browser:${browser}`),
    login: failed ? '' : (forgottenIn(ctx).name ?? ''),
    minutes: MINUTES,
    ...(await waysBack(context, ctx, clientId)),
    ...(failed ? { error: { code: 'login_missing' } } : {}),
  })
}

/**
 * One answer to all: whether there is such an account, whether it has an address and whether it was
 * sent too many mails is found out after the answer is out.
 */
export async function acceptForgot(context: PasswordsContext, ctx: Context): Promise<void> {
  const scope = `browser:${formCookie.get(ctx)}` as const
  const fields = context.guard.accept(ctx, scope)
  const sent = context.guard.nameOf(ctx, scope)
  const clientId = await clientOf(context, ctx)
  if (!fields) {
    ctx.status = 403
    const ways = await waysBack(context, ctx, clientId)
    const href = forgotHref(context, clientId)
    return show(context, ctx, 'password-told', { code: 'outdated', href, ...ways })
  }
  const login = fields.get('login').trim()
  if (login === '') return showForgot(context, ctx, true)

  const origin = originOf(ctx)
  const language = languageOf(ctx)
  context.afterwards.run(ctx, async () => {
    // Sent twice: one mail is enough, and the answer is the same.
    if (sent !== undefined && !(await context.answers.isFirst(sent))) return
    const asked = await context.resets.ask(login, clientId)
    await sendLinks(context, ctx, asked, origin, language)
  })
  // Whoever asks again, or mends a typing error, finds it there.
  rememberForgotten(ctx, context.addresses.forgot, { ...forgottenIn(ctx), name: login })
  show(context, ctx, 'password-told', {
    code: 'asked',
    login,
    minutes: MINUTES,
    href: forgotHref(context, clientId),
    ...(await waysBack(context, ctx, clientId)),
  })
}

/** To the sign-in that led here while it may be open, and to its application; otherwise to the account. */
export async function waysBack(
  { provider, addresses }: PasswordsContext,
  ctx: Context,
  clientId: string | undefined,
): Promise<WaysBack> {
  const interaction = forgottenIn(ctx).interaction
  const back = await wayBackTo(provider, ctx, clientId)
  if (interaction === undefined) return back ? { back } : { signInHref: addresses.account }
  return { signInHref: `${addresses.interaction}/${interaction}`, ...(back ? { back } : {}) }
}

async function sendLinks(
  context: PasswordsContext,
  ctx: Context,
  asked: readonly AskedReset[],
  origin: Origin,
  language: Language,
): Promise<void> {
  const { provider, postbox, clock, addresses } = context
  const type = 'password_reset_asked'
  if (asked.length === 0) await handOn(context, ctx, { type, origin })
  for (const each of asked) {
    const { account } = each
    const refused = each.outcome === 'refused' ? { refused: each.reason } : {}
    if (each.outcome === 'issued') {
      const link = new URL(`${addresses.reset}/${each.token.reveal()}`, provider.issuer).href
      await postbox.post({
        kind: 'password_reset_link',
        accountId: account.id,
        to: each.to,
        account: account.login,
        language: account.language ?? language,
        at: clock(),
        origin,
        link: new Secret(link),
        minutes: MINUTES,
      })
    }
    await handOn(context, ctx, { type, accountId: account.id, ...refused, origin })
  }
}

/** Where somebody asks for a link, on the way from an application. */
export const forgotHref = (
  { addresses: { forgot } }: Pick<PasswordsContext, 'addresses'>,
  clientId: string | undefined,
): string =>
  clientId === undefined
    ? forgot
    : `${forgot}?${new URLSearchParams({ client: clientId }).toString()}`

/** The application that the way began at, if it is one of ours: anything may stand in an address. */
async function clientOf(
  { provider }: PasswordsContext,
  { query }: Context,
): Promise<string | undefined> {
  const named = query['client']
  if (typeof named !== 'string' || named === '') return undefined
  return (await provider.Client.find(named))?.clientId
}
