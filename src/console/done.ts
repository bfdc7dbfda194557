import type { Context } from 'koa'
import { z } from 'zod'
import type { ConsoleContext } from './console-context.ts'
import { readFlash, setFlash, takeFlash } from '../web/index.ts'

const doneSchema = z.object({
  code: z.enum([
    'added',
    'added_another',
    'renamed',
    'removed',
    'turned_off',
    'codes_made',
    'codes_renewed',
    'staying',
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

/** On to the list, or another page of the console, which tells once what was just done. */
export function tellDone(context: ConsoleContext, ctx: Context, done: Done, to?: string): void {
  setFlash(context, ctx, context.path, done, to)
}

/** What was done, for a page that tells it. */
export const takeDone = (context: ConsoleContext, ctx: Context): Done | undefined =>
  takeFlash(context, ctx, context.path, doneSchema)

/** The same for a page on the way to the one that tells it. */
export const readDone = (context: ConsoleContext, ctx: Context): Done | undefined =>
  readFlash(context, ctx, context.path, doneSchema)
