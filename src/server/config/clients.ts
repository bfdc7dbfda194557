import { z } from 'zod'
import { CLIENT_PRESETS, withPreset } from './client-presets.ts'
import { NAMES_BY_LANGUAGE } from '../../web/application-name.ts'
import { PROFILES } from '../protocol/client-options.ts'
import { AMR_PRESETS } from '../../assurance/method.ts'
import { isPrivateTransport } from '../../kernel/loopback.ts'
import { isOrigin } from '../browser-origins.ts'

/**
 * The client metadata that a mistyped name is told apart by: OpenID Connect Dynamic Client
 * Registration 1.0 §2, RFC 7591 and the extensions that oidc-provider knows. Without this list
 * `redirect_uri` would be dropped in silence. The values are oidc-provider's to check.
 */
const METADATA = [
  'application_type',
  'authorization_details_types',
  'authorization_signed_response_alg',
  'backchannel_logout_session_required',
  'client_id_issued_at',
  'client_name',
  'client_secret_expires_at',
  'client_uri',
  'contacts',
  'default_acr_values',
  'default_max_age',
  'dpop_bound_access_tokens',
  'grant_types',
  'id_token_encrypted_response_alg',
  'id_token_encrypted_response_enc',
  'id_token_signed_response_alg',
  'initiate_login_uri',
  'introspection_signed_response_alg',
  'jwks',
  'logo_uri',
  'policy_uri',
  'post_logout_redirect_uris',
  'request_object_signing_alg',
  'require_auth_time',
  'require_pushed_authorization_requests',
  'require_signed_request_object',
  'response_modes',
  'response_types',
  'scope',
  'sector_identifier_uri',
  'subject_type',
  'tls_client_auth_san_dns',
  'tls_client_auth_san_uri',
  'tls_client_auth_subject_dn',
  'tls_client_certificate_bound_access_tokens',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'tos_uri',
  'userinfo_encrypted_response_alg',
  'userinfo_encrypted_response_enc',
  'userinfo_signed_response_alg',
] as const

/** Whether a name is that of client metadata: of a member that a client may be registered with. */
export const isClientMetadata = (name: string): boolean => name in members.shape

/**
 * Where logout tokens go (OpenID Connect Back-Channel Logout 1.0 §2.2), and where a client's keys are: a token tells who is
 * signed out, and whoever could change the keys on their way would be the client, so it takes TLS off this machine; and what
 * an address may not have, we would silently not send.
 */
const serverUri = z.string().refine((text) => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return isPrivateTransport(url) && !text.includes('#') && url.username + url.password === ''
}, 'expected an https URL (or http on this machine) without a fragment and without a password')

/** A path, or the slash at the end, would fit no header `Origin`: nothing would be allowed, and nobody told. */
const origin = z
  .string()
  .refine(
    isOrigin,
    'expected an https origin (or http on this machine) as browsers send it, such as https://app.example.com',
  )

/** RFC 6749 Appendix A.1 and A.2. What lies beyond, libraries encode in several ways, and some not at all. */
const VSCHAR = /^[\x20-\x7e]*$/
const PRINTABLE = 'expected printable ASCII characters alone'

const members = z.strictObject({
  client_id: z.string().min(1).regex(VSCHAR, PRINTABLE),
  client_secret: z.string().min(1).regex(VSCHAR, PRINTABLE).exactOptional(),
  redirect_uris: z.array(z.string()).exactOptional(),
  first_party: z.boolean().default(false),
  backchannel_logout_uri: serverUri.exactOptional(),
  jwks_uri: serverUri.exactOptional(),
  default_resource: z.string().exactOptional(),
  step_up_minimum_acr: z.string().min(1).exactOptional(),
  require_pkce: z.boolean().exactOptional(),
  step_up_profile: z.enum(PROFILES).exactOptional(),
  step_up_amr: z.enum(AMR_PRESETS).exactOptional(),
  step_up_id_token_claims: z.boolean().exactOptional(),
  step_up_allowed_origins: z.array(origin).exactOptional(),
  step_up_preset: z.enum(CLIENT_PRESETS).exactOptional(),
  ...Object.fromEntries(NAMES_BY_LANGUAGE.map((name) => [name, z.string().min(1).exactOptional()])),
  ...Object.fromEntries(METADATA.map((name) => [name, z.unknown().exactOptional()])),
})

/** A client as it is written, and with what its preset sets. */
export const clientSchema = members.transform(withPreset)
