import { present } from '../../kernel/typing.ts'
import type { Configuration } from 'oidc-provider'

type ExtraTokenClaims = NonNullable<Configuration['extraTokenClaims']>

/**
 * `acr`, `amr` and `auth_time` of the authorization that a token comes from (RFC 9068 §2.2.1), fixed
 * through refresh and rotation: taken from the code or refresh token and never from the session, which
 * may have been stepped up or gone since. A client's own tokens have no account and carry none.
 */
export const tokenClaims =
  (host: ExtraTokenClaims | undefined): ExtraTokenClaims =>
  async (ctx, token) => {
    const others = await host?.(ctx, token)
    if (token.kind !== 'AccessToken') return others
    const { entities } = ctx.oidc
    const source =
      entities.AuthorizationCode ??
      entities.RefreshToken ??
      entities.DeviceCode ??
      entities.BackchannelAuthenticationRequest
    if (!source) return others
    const { acr, amr, authTime } = source
    return {
      ...others,
      ...present({ acr, amr, auth_time: authTime }),
    }
  }
