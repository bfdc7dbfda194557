import type { Context } from 'koa'
import { renderMessage } from '../sign-in/index.ts'
import type { ConsoleContext } from './console-context.ts'

/** Another account's device gets the same answer as one that never was. */
export const notFound = (context: ConsoleContext, ctx: Context): void => {
  renderMessage(context, ctx, 404, 'not_found', [{ code: 'account', href: context.path }])
}
