import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK } from '../support/test-server.ts'

export const ONE = 'urn:step-up:1fa'
export const TWO = 'urn:step-up:2fa'

/** An API that gets signed tokens; without it access tokens are opaque. */
export const API = 'https://api.example.com/orders'

export const RESOURCES = [
  {
    identifier: API,
    scopes: ['orders'],
    accessTokenFormat: 'jwt',
    accessTokenLifetime: 300,
  },
] as const

const clientOf = (id: string, metadata: Readonly<Record<string, unknown>> = {}) => ({
  client_id: id,
  client_secret: keepSecret(`a secret of ${id}, which is long enough to sign with`),
  redirect_uris: [CALLBACK],
  grant_types: [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  request_object_signing_alg: 'HS256',
  first_party: true,
  ...metadata,
})

/** Where a form is sent: an address of ours would be refused to whoever gets tokens from the browser. */
export const FORM_CALLBACK = 'https://app.example.com/callback'

/** The same relying party as it gets an ID token by a form, and nothing else (OpenID Connect Core 1.0 §3.2). */
export const byForm = (id: string): string => `${id}-by-form`

/** One relying party for each thing that a client can demand by its metadata. */
const BY_CODE = [
  clientOf('plain'),
  clientOf('wishes-two', { default_acr_values: [TWO] }),
  clientOf('wishes-one', { default_acr_values: [ONE] }),
  clientOf('wants-recent', { default_max_age: 300 }),
  clientOf('demands-two', { step_up_minimum_acr: TWO }),
  clientOf('amr-full', { step_up_amr: 'full' }),
  clientOf('amr-methods', { step_up_amr: 'methods' }),
  clientOf('amr-mfa', { step_up_amr: 'mfa' }),
] as const

export const CLIENTS = BY_CODE.flatMap((client) => [
  client,
  {
    ...client,
    client_id: byForm(client.client_id),
    redirect_uris: [FORM_CALLBACK],
    response_types: ['id_token'],
    grant_types: ['implicit'],
    id_token_signed_response_alg: 'ES256',
  },
])

export type ClientName =
  | 'plain'
  | 'wishes-two'
  | 'wishes-one'
  | 'wants-recent'
  | 'demands-two'
  | 'amr-full'
  | 'amr-methods'
  | 'amr-mfa'

export const secretOf = (id: ClientName): string =>
  CLIENTS.find(({ client_id: known }) => known === id)?.client_secret ?? ''
