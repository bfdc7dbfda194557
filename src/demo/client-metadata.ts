import { present } from '../kernel/typing.ts'
export interface DemoClientOptions {
  readonly port: number
  readonly clientId: string
  /** @default none: a public client, which PKCE alone protects */
  readonly clientSecret?: string | undefined
  /** @default 'localhost' */
  readonly host?: string | undefined
}

/**
 * What the provider has to know about the demo (OpenID Connect Dynamic Client Registration 1.0 §2).
 * A type and no interface: providers' types for metadata have an index signature.
 */
export type DemoClientMetadata = {
  client_id: string
  client_secret?: string
  client_name: string
  client_uri: string
  redirect_uris: string[]
  post_logout_redirect_uris: string[]
  backchannel_logout_uri: string
  backchannel_logout_session_required: true
  grant_types: 'authorization_code'[]
  response_types: 'code'[]
  token_endpoint_auth_method: 'client_secret_basic' | 'none'
}

export const DEFAULT_HOST = 'localhost'
export const CALLBACK_PATH = '/callback'
export const SIGNED_OUT_PATH = '/signed-out'
/** Where the provider says that somebody has signed out there. */
export const NOTICE_PATH = '/back-channel/logout'

/** Registers the demo at a provider; give it to `openDemoRelyingParty` with the same values. */
export function demoClientMetadata(options: DemoClientOptions): DemoClientMetadata {
  const { port, clientId, clientSecret, host = DEFAULT_HOST } = options
  const { origin } = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`)
  return {
    client_id: clientId,
    ...present({ client_secret: clientSecret }),
    client_name: 'Demo application',
    client_uri: `${origin}/`,
    redirect_uris: [origin + CALLBACK_PATH],
    post_logout_redirect_uris: [origin + SIGNED_OUT_PATH],
    backchannel_logout_uri: origin + NOTICE_PATH,
    backchannel_logout_session_required: true,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: clientSecret === undefined ? 'none' : 'client_secret_basic',
  }
}
