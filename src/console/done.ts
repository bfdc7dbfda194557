import type { Context } from 'koa'
import { z } from 'zod'
import type { Pages } from '../pages.ts'
import type { ConsoleContext } from './console-context.ts'
import { takeTold, tell } from './told.ts'

type Done = NonNullable<Pages['devices']['done']>

const doneSchema = z.object({
  code: z.enum(['added', 'renamed', 'removed', 'turned_off']),
  name: z.string(),
})

/** Back to the list, which tells once what was just done. */
export function tellDone(console: ConsoleContext, ctx: Context, done: Done): void {
  tell(console, ctx, console.path, done)
}

export const takeDone = (console: ConsoleContext, ctx: Context): Done | undefined =>
  takeTold(console, ctx, console.path, doneSchema)
