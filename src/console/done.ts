import type { Context } from 'koa'
import { z } from 'zod'
import type { Pages } from '../pages.ts'
import type { ConsoleContext } from './console-context.ts'

type Done = NonNullable<Pages['devices']['done']>

const COOKIE = 'step_up_done'

const doneSchema = z.object({
  code: z.enum(['added', 'renamed', 'removed', 'turned_off']),
  name: z.string(),
})

/** Back to the list, which tells once what was just done. */
export function tellDone(console: ConsoleContext, ctx: Context, done: Done): void {
  leaveWord(console, ctx, console.path, done)
}

export function takeDone(console: ConsoleContext, ctx: Context): Done | undefined {
  return takeWord(console, ctx, doneSchema)
}

/** On to a page that tells once what was just done. Signed: a link must not put words there. */
export function leaveWord(
  { mac, path }: ConsoleContext,
  ctx: Context,
  next: string,
  word: unknown,
): void {
  const text = Buffer.from(JSON.stringify(word)).toString('base64url')
  ctx.cookies.set(COOKIE, `${text}.${mac.sign(`done:${text}`)}`, {
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    path,
    maxAge: 60_000,
  })
  ctx.status = 303
  ctx.redirect(next)
}

/** Undefined too where the word was left for another page: that one was not reached. */
export function takeWord<Word>(
  { mac, path }: ConsoleContext,
  ctx: Context,
  schema: z.ZodType<Word>,
): Word | undefined {
  const [text = '', signature = ''] = (ctx.cookies.get(COOKIE) ?? '').split('.')
  if (text === '') return undefined
  ctx.cookies.set(COOKIE, null, { signed: false, path })
  if (!mac.verify(`done:${text}`, signature)) return undefined
  const word: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
  return schema.safeParse(word).data
}
