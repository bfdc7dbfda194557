import type { Context } from 'koa'
import type { CookiesSetOptions, Provider } from 'oidc-provider'
import type { FormAnswers } from '../web/form-answers.ts'
import type { FormGuard, FormScope } from '../web/form-guard.ts'
import { cookiesFor } from './library.ts'

/*
 * A form that raises a session's class gives it another id, and the former one leads there no more: a copy of
 * it had less, and must not come by more. A browser that has lost the answer still sends the form again, by the
 * former id. It is given that answer once more, with the id that stands in it, for all that it has sent:
 * the random part of its page's token, and the code. Whoever has the id alone has neither.
 */

export interface FormerForms {
  readonly answers: FormAnswers
  readonly guard: FormGuard
}

/** Before the session has its new id, so that there is no moment at which the form sent again leads nowhere. */
export async function leaveAnswer(
  { answers, guard }: FormerForms,
  ctx: Context,
  former: { readonly uid: string; readonly id: string },
): Promise<void> {
  const form = guard.nameOf(ctx, scopeOf(former))
  if (form !== undefined) await answers.leave(former.id, { uid: former.uid, form })
}

/**
 * Gives the answer to the form that took the session away from the id in the browser's cookie. False, and nothing
 * done, for any other request, and where the session is over.
 *
 * @param cookie the provider's `cookies.long` options
 */
export async function repeatLeftAnswer(
  { answers, guard }: FormerForms,
  provider: Provider,
  ctx: Context,
  { signed = true }: CookiesSetOptions,
): Promise<boolean> {
  const id = cookiesFor(provider, ctx).get(provider.cookieName('session'), { signed })
  const left = id === undefined ? undefined : await answers.left(id)
  const form = left && guard.nameOf(ctx, scopeOf(left))
  if (!left || form === undefined || !left.isOf(form)) return false
  if (!(await answers.arrives(form))) return false
  if (!(await provider.Session.findByUid(left.uid))?.accountId) return false
  // All that the first set stands in its answer.
  ctx.remove('Set-Cookie')
  return answers.repeat(ctx, form)
}

const scopeOf = ({ uid }: { readonly uid: string }): FormScope => `session:${uid}`
