import type { Context, Middleware } from 'koa'
import type { Provider } from 'oidc-provider'
import type { Mac } from '../mac.ts'
import type { FormAnswers } from '../provider/index.ts'
import { peekBody } from './peek-body.ts'

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
  const routes = ['end_session_confirm', 'code_verification']
  const addresses = new Set(routes.map((route) => provider.pathFor(route)))
  return async (ctx, next): Promise<void> => {
    // What asks first whether to send its content is a program, and no page's form.
    const isForm = ctx.method === 'POST' && addresses.has(ctx.path) && ctx.get('Expect') === ''
    const shown = isForm ? ctx.cookies.get(cookie, { signed: true }) : undefined
    if (shown === undefined) {
      await next()
      return
    }
    const form = (await peekBody(ctx.req, LIMIT))?.toString()
    if (form === undefined) return ctx.throw(413)
    const sent = mac.sign('library form sent', shown, ctx.url, form)
    if (await answers.repeat(ctx, sent)) return
    if (await isGenuine(provider, ctx, form)) await answers.once(ctx, sent, next)
    else await next()
  }
}

async function isGenuine(provider: Provider, ctx: Context, form: string): Promise<boolean> {
  const { state } = await provider.Session.get(ctx)
  const secret: unknown = state?.['secret']
  return typeof secret === 'string' && new URLSearchParams(form).get('xsrf') === secret
}
