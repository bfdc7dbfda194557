import type { Context } from 'koa'
import type { z } from 'zod'
import type { ConsoleContext } from './console-context.ts'

const COOKIE = 'step_up_done'

/**
 * Leads to a page, which tells once what was just done. Signed, for this page alone: a link must not put
 * words there.
 *
 * @param path where the page is
 */
export function tell({ mac }: ConsoleContext, ctx: Context, path: string, told: unknown): void {
  const text = Buffer.from(JSON.stringify(told)).toString('base64url')
  ctx.cookies.set(COOKIE, `${text}.${mac.sign(`done:${path}:${text}`)}`, {
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    path,
    maxAge: 60_000,
  })
  ctx.status = 303
  ctx.redirect(path)
}

/** What is to be told on this page, and then never again. */
export function takeTold<Told>(
  { mac }: ConsoleContext,
  ctx: Context,
  path: string,
  schema: z.ZodType<Told>,
): Told | undefined {
  const [text = '', signature = ''] = (ctx.cookies.get(COOKIE) ?? '').split('.')
  if (text === '' || !mac.verify(`done:${path}:${text}`, signature)) return undefined
  ctx.cookies.set(COOKIE, null, { signed: false, path })
  return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
}
