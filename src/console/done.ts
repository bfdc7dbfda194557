import type { Context } from 'koa'
import { z } from 'zod'
import type { ConsoleContext } from './console-context.ts'
import { readTold, takeTold, tell } from './told.ts'

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
export function tellDone(console: ConsoleContext, ctx: Context, done: Done, to?: string): void {
  tell(console, ctx, console.path, done, to)
}

/** What was done, for a page that tells it. */
export const takeDone = (console: ConsoleContext, ctx: Context): Done | undefined =>
  takeTold(console, ctx, console.path, doneSchema)

/** The same for a page on the way to the one that tells it. */
export const readDone = (console: ConsoleContext, ctx: Context): Done | undefined =>
  readTold(console, ctx, console.path, doneSchema)
