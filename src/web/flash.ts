import type { Context } from 'koa'
import type { z } from 'zod'
import { plusSeconds, type Instant, type Clock } from '../kernel/instant.ts'
import type { Mac } from '../kernel/mac.ts'

/** What makes it ours, and how long it counts. */
interface Signing {
  readonly mac: Mac
  readonly clock: Clock
}

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
export function setFlash(
  { mac, clock }: Signing,
  ctx: Context,
  path: string,
  flash: unknown,
  to: string = path,
): void {
  const text = Buffer.from(JSON.stringify(flash)).toString('base64url')
  const at = String(clock())
  ctx.cookies.set(COOKIE, `${at}.${text}.${mac.sign('done', path, at, text)}`, {
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
export function takeFlash<Flash>(
  context: Signing,
  ctx: Context,
  path: string,
  schema: z.ZodType<Flash>,
): Flash | undefined {
  const flash = readFlash(context, ctx, path, schema)
  if (flash !== undefined) ctx.cookies.set(COOKIE, null, { signed: false, path })
  return flash
}

/**
 * The same for a page on the way to the one that tells it. The time is the cookie's own: a browser may keep it longer than
 * it was asked to, and a copy of it would tell the same for ever.
 */
export function readFlash<Flash>(
  { mac, clock }: Signing,
  ctx: Context,
  path: string,
  schema: z.ZodType<Flash>,
): Flash | undefined {
  const [at = '', text = '', signature = ''] = (ctx.cookies.get(COOKIE) ?? '').split('.')
  if (!mac.verify(['done', path, at, text], signature)) return undefined
  if (clock() > plusSeconds(Number(at) as Instant, LIFETIME)) return undefined
  // Another version's: it may have told something else, or otherwise.
  return schema.safeParse(parsed(Buffer.from(text, 'base64url').toString())).data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The browser fetches what comes next, so that a reload sends nothing twice. */
export function goTo(ctx: Context, address: string): void {
  ctx.status = 303
  ctx.redirect(address)
}
