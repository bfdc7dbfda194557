import { FRESH } from '../assurance/index.ts'
import type { Context } from 'koa'

/** Seconds for which a form remembers what it was given right: for as long as that is fresh. */
export const FORM_MEMORY = FRESH

/**
 * A cookie that one form alone is given back, for as long as it remembers anything; `null` takes it away.
 *
 * @param form its address
 */
export function setFormCookie(
  { ctx }: { readonly ctx: Context },
  name: string,
  form: string,
  value: string | null,
): void {
  ctx.cookies.set(name, value, {
    signed: false,
    httpOnly: true,
    sameSite: 'strict',
    secure: ctx.secure,
    path: form,
    maxAge: FORM_MEMORY * 1000,
  })
}
