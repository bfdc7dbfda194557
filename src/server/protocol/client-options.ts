/** Client metadata of ours: `true` demands PKCE of this client, though it has a secret. */
export const REQUIRE_PKCE = 'require_pkce'

/** Client metadata of ours: `fapi2` holds a client to the FAPI 2.0 Security Profile. */
export const PROFILE = 'step_up_profile'

/** Its values. */
export const PROFILES = ['fapi2'] as const

/** Whether a client, or its metadata, has the profile. */
export const isFapi2 = (client: object | undefined): boolean =>
  client !== undefined && Reflect.get(client, PROFILE) === 'fapi2'

/** Of whom PKCE is demanded: of public and FAPI clients and of those with `require_pkce`, or of all. */
export const PKCE_POLICIES = ['where-needed', 'always'] as const

export type PkcePolicy = (typeof PKCE_POLICIES)[number]
