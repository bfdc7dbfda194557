import type { Context, Middleware } from 'koa'
import type { Provider } from 'oidc-provider'
import type { Mac } from '../kernel/mac.ts'
import type { FormAnswers } from '../web/index.ts'
import { peekBody } from './peek-body.ts'
import { takeOlderPage } from './sign-out-page.ts'

/** Bytes that the library takes; a form of its own is a few hundred. */
const LIMIT = 56 * 1024

/**
 * The forms that oidc-provider itself takes from people (signing out, letting a device in) bear being sent twice as
 * ours do. Their own token ends with what they do, and often the session with it; so an answer belongs to the cookie
 * that the form came with, and is kept only of a form whose token was the session's.
 */
export function answerLibraryFormsOnce(
  provider: Provider,
  answers: FormAnswers,
  mac: Mac,
): Middleware {
  const cookie = provider.cookieName('session')
  const signOut = provider.pathFor('end_session_confirm')
  const addresses = new Set([signOut, provider.pathFor('code_verification')])
  return async (ctx, next): Promise<void> => {
    // What asks first whether to send its content is a program, and no page's form.
    const isForm = ctx.method === 'POST' && addresses.has(ctx.path) && ctx.get('Expect') === ''
    if (!isForm) return next()
    const shown = ctx.cookies.get(cookie, { signed: true })
    if (shown === undefined && ctx.path !== signOut) return next()
    const form = (await peekBody(ctx.req, LIMIT))?.toString()
    if (form === undefined) return ctx.throw(413)
    const sent = mac.sign('library form sent', shown ?? '', ctx.url, form)
    if (await answers.repeat(ctx, sent)) return
    const once = async (): Promise<void> => {
      await answers.once(ctx, sent, next)
    }
    if (await isGenuine(provider, ctx, form)) await once()
    else if (ctx.path !== signOut) await next()
    else await takeOlderPage(provider, mac, ctx, new URLSearchParams(form), once)
  }
}

async function isGenuine(provider: Provider, ctx: Context, form: string): Promise<boolean> {
  const { state } = await provider.Session.get(ctx)
  const secret: unknown = state?.['secret']
  return typeof secret === 'string' && new URLSearchParams(form).get('xsrf') === secret
}
