import type { Context } from 'koa'
import { z } from 'zod'
import type { ConsoleContext } from './console-context.ts'

const COOKIE = 'step_up_done'

/** Seconds for which it waits to be told. */
const LIFETIME = 300

const doneSchema = z.object({
  code: z.enum([
    'added',
    'renamed',
    'removed',
    'turned_off',
    'codes_made',
    'codes_renewed',
    'lost',
    'lost_off',
  ]),
  name: z.string(),
  /** How many other sessions were ended. */
  ended: z.number().optional(),
  /** The recovery codes that came of it: until it is told they count as shown for the first time. */
  codes: z.string().optional(),
})

/** What was just done. */
export type Done = Readonly<z.infer<typeof doneSchema>>

/** On to a page that tells once what was just done. Signed: a link must not put words there. */
export function tellDone(
  { mac, path }: ConsoleContext,
  ctx: Context,
  done: Done,
  to: string = path,
): void {
  const text = Buffer.from(JSON.stringify(done)).toString('base64url')
  ctx.cookies.set(COOKIE, `${text}.${mac.sign(`done:${text}`)}`, {
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    path,
    maxAge: LIFETIME * 1000,
  })
  goTo(ctx, to)
}

/** What was done, for a page that tells it. */
export function takeDone(console: ConsoleContext, ctx: Context): Done | undefined {
  const done = readDone(console, ctx)
  if (done) ctx.cookies.set(COOKIE, null, { signed: false, path: console.path })
  return done
}

/** The same for a page on the way to the one that tells it. */
export function readDone({ mac }: ConsoleContext, ctx: Context): Done | undefined {
  const [text = '', signature = ''] = (ctx.cookies.get(COOKIE) ?? '').split('.')
  if (text === '' || !mac.verify(`done:${text}`, signature)) return undefined
  return doneSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
}

/** The browser fetches what comes next, so that a reload sends nothing twice. */
export function goTo(ctx: Context, address: string): void {
  ctx.status = 303
  ctx.redirect(address)
}
