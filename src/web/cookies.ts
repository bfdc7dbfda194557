import type { Context } from 'koa'

/** Where a cookie of ours is sent, and for how long; without either time until the browser is closed. */
export interface CookieRules {
  readonly path: string
  /** Seconds for which the browser keeps it. */
  readonly seconds?: number
  readonly expires?: Date
  /** @default 'lax': a link in a mail comes from another site */
  readonly sameSite?: 'lax' | 'strict'
  /** Instead of one of the same name that this answer sets already. */
  readonly overwrite?: boolean
}

/**
 * Sets a cookie that no script reads. The library's keys do not sign it.
 *
 * @param value `null` takes it away
 */
export function setCookie(
  ctx: Context,
  name: string,
  value: string | null,
  { seconds, ...rules }: CookieRules,
): void {
  ctx.cookies.set(name, value, {
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    ...rules,
    ...(seconds === undefined || value === null ? {} : { maxAge: seconds * 1000 }),
  })
}
