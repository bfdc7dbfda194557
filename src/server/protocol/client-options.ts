import { fieldOf } from '../../kernel/typing.ts'
/** Client metadata of ours: `true` demands PKCE of this client, though it has a secret. */
export const REQUIRE_PKCE = 'require_pkce'

/** Client metadata of ours: `fapi2` holds a client to the FAPI 2.0 Security Profile. */
export const PROFILE = 'step_up_profile'

/** Its values. */
export const PROFILES = ['fapi2'] as const

/** Whether a client, or its metadata, has the profile. */
export const isFapi2 = (client: object | undefined): boolean =>
  client !== undefined && fieldOf(client, PROFILE) === 'fapi2'

/** Of whom PKCE is demanded: of public and FAPI clients and of those with `require_pkce`, or of all. */
export const PKCE_POLICIES = ['where-needed', 'always'] as const

export type PkcePolicy = (typeof PKCE_POLICIES)[number]

/** FAPI 2.0 Security Profile §5.4.1. `Ed25519` is the name that RFC 9864 gives to EdDSA with that curve. */
export const FAPI2_ALGORITHMS: readonly unknown[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

/**
 * What a client's ID tokens and logout tokens are signed with, as far as its metadata says so; undefined for the
 * server's standard.
 */
export function idTokenAlgorithmOf(client: object): unknown {
  const named: unknown = fieldOf(client, 'id_token_signed_response_alg')
  return isFapi2(client) && !FAPI2_ALGORITHMS.includes(named) ? 'ES256' : named
}
