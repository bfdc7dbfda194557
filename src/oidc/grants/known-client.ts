import { errors } from 'oidc-provider'
import type Provider from 'oidc-provider'

/** A relying party as its users know it. */
export interface ApplicationLabel {
  /** Its id, where it has no name or is gone. */
  readonly name: string
  readonly uri?: string
}

/** Also of a client that is gone, or whose metadata no longer holds: what it was given may live on. */
export async function labelOfClient(
  provider: Provider,
  clientId: string,
): Promise<ApplicationLabel> {
  const client = await provider.Client.find(clientId).catch((error: unknown) => {
    if (error instanceof errors.OIDCProviderError) return undefined
    throw error
  })
  const name = client?.clientName
  return {
    name: name === undefined || name === '' ? clientId : name,
    ...(client?.clientUri === undefined ? {} : { uri: client.clientUri }),
  }
}
