import type { Context } from 'koa'
import type { z } from 'zod'
import type { ConsoleContext } from './console-context.ts'

const COOKIE = 'step_up_done'

/** Seconds for which it waits to be told. */
const LIFETIME = 300

/**
 * Leads to a page, which tells once what was just done. Signed, for these pages alone: a link must not put
 * words there.
 *
 * @param path what the pages that may tell it begin with
 * @param to the page
 */
export function tell(
  { mac }: ConsoleContext,
  ctx: Context,
  path: string,
  told: unknown,
  to: string = path,
): void {
  const text = Buffer.from(JSON.stringify(told)).toString('base64url')
  ctx.cookies.set(COOKIE, `${text}.${mac.sign('done', path, text)}`, {
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    path,
    maxAge: LIFETIME * 1000,
  })
  goTo(ctx, to)
}

/** What is to be told on this page, and then never again. */
export function takeTold<Told>(
  console: ConsoleContext,
  ctx: Context,
  path: string,
  schema: z.ZodType<Told>,
): Told | undefined {
  const told = readTold(console, ctx, path, schema)
  if (told !== undefined) ctx.cookies.set(COOKIE, null, { signed: false, path })
  return told
}

/** The same for a page on the way to the one that tells it. */
export function readTold<Told>(
  { mac }: ConsoleContext,
  ctx: Context,
  path: string,
  schema: z.ZodType<Told>,
): Told | undefined {
  const [text = '', signature = ''] = (ctx.cookies.get(COOKIE) ?? '').split('.')
  if (text === '' || !mac.verify(['done', path, text], signature)) return undefined
  return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
}

/** The browser fetches what comes next, so that a reload sends nothing twice. */
export function goTo(ctx: Context, address: string): void {
  ctx.status = 303
  ctx.redirect(address)
}
