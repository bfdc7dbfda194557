import { present } from '../kernel/typing.ts'
import type Provider from 'oidc-provider'
import type { Context } from 'koa'
import type { AskedFor } from '../pages/parts.ts'
import { applicationName } from '../web/index.ts'
import type { PageContext } from './page-context.ts'
import type { Flow } from './flow.ts'
import type { WayBack } from '../pages/passwords.ts'

/** Who asks, and what for: told on every page that asks for a password or a code. */
export function askedFor(
  { accountAction }: PageContext,
  ctx: Context,
  { client, interaction }: Flow,
): AskedFor {
  const toDo = accountAction(interaction.params)
  return {
    applicationName: applicationName(client, ctx),
    ...present({ toDo }),
  }
}

/** Where an application lets people begin anew: `initiate_login_uri`, else its home page; undefined when the client is unknown or has told no such address. */
export async function wayBackTo(
  provider: Provider,
  ctx: Context,
  clientId: string | undefined,
): Promise<WayBack | undefined> {
  const client = clientId === undefined ? undefined : await provider.Client.find(clientId)
  const href = client?.initiateLoginUri ?? client?.clientUri
  return client && href !== undefined ? { href, name: applicationName(client, ctx) } : undefined
}
