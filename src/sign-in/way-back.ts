import type { Context } from 'koa'
import type Provider from 'oidc-provider'
import type { WayBack } from '../pages/passwords.ts'
import { applicationName } from '../web/application-name.ts'

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
