import { fieldOf } from '../../kernel/typing.ts'
/**
 * What products that let people sign in here need of their registration: the names of classes, the claims and the
 * algorithms that they understand. docs/clients.md says of each what was run, and what was written from its
 * documentation.
 */
const PRESETS = {
  /** An OpenID Connect login method. A policy reads `amr` of the ID token, by the names of RFC 8176. */
  'cloudflare-access': {
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'RS256',
    step_up_amr: 'full',
  },
  /** The OmniAuth provider `openid_connect`. It reads neither acr nor amr. */
  gitlab: {
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'RS256',
  },
  /** `auth.generic_oauth`. Roles are read by JMESPath from the ID token, then from userinfo. */
  grafana: {
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'RS256',
    step_up_amr: 'full',
  },
  /**
   * Microsoft Entra ID, with this server as an external MFA method: an ID token by `form_post`, one `amr`, and its own
   * name for a class, which the ladder gets by `presets: [entra]`.
   */
  entra: {
    redirect_uris: ['https://login.microsoftonline.com/common/federation/externalauthprovider'],
    response_types: ['id_token'],
    grant_types: ['implicit'],
    response_modes: ['form_post'],
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'RS256',
    step_up_minimum_acr: 'possessionorinherence',
    step_up_amr: 'second',
  },
} as const satisfies Record<string, Readonly<Record<string, unknown>>>

export type ClientPreset = keyof typeof PRESETS

export const CLIENT_PRESETS = Object.keys(PRESETS) as [ClientPreset, ...ClientPreset[]]

/** A client with what its preset sets; what is written of it wins. */
export function withPreset<Client extends object>(client: Client): Client {
  const preset: unknown = fieldOf(client, 'step_up_preset')
  const name = CLIENT_PRESETS.find((one) => one === preset)
  return name === undefined ? client : { ...structuredClone(PRESETS[name]), ...client }
}
