import type { Context } from 'koa'
import { z } from 'zod'
import { plusSeconds, type Instant, type Clock } from '../kernel/instant.ts'
import { readSigned, signedText, type Mac } from '../kernel/mac.ts'
import { setCookie } from './cookies.ts'

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
  const signed = signedText(mac, ['done', path], { at: clock(), flash })
  setCookie(ctx, COOKIE, signed, { path, seconds: LIFETIME })
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
  const signed = readSigned(mac, ['done', path], ctx.cookies.get(COOKIE) ?? '')
  // Another version's: it may have told something else, or otherwise.
  const { at = 0, flash } = z.object({ at: z.int(), flash: schema }).safeParse(signed).data ?? {}
  return clock() > plusSeconds(at as Instant, LIFETIME) ? undefined : flash
}

/** The browser fetches what comes next, so that a reload sends nothing twice. */
export function goTo(ctx: Context, address: string): void {
  ctx.status = 303
  ctx.redirect(address)
}
