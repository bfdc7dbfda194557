import type { Context } from 'koa'
import type { AskedFor } from '../pages/parts.ts'
import { applicationName } from '../web/application-name.ts'
import type { PageContext } from './page-context.ts'
import type { Flow } from './flow.ts'

/** Who asks, and what for: told on every page that asks for a password or a code. */
export function askedFor(
  { accountAction }: PageContext,
  ctx: Context,
  { client, interaction }: Flow,
): AskedFor {
  const toDo = accountAction(interaction.params)
  return {
    applicationName: applicationName(client, ctx),
    ...(toDo === undefined ? {} : { toDo }),
  }
}
