import { fieldOf } from '../kernel/field-of.ts'
import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import type { ClientIds } from './clients/metadata.ts'

/** The scope by which a client asks for a refresh token (OpenID Connect Core 1.0 §11). */
const OFFLINE = 'offline_access'

/** Why none is given though it was asked for: the words of the log. */
const REASONS = {
  no_grant_type: 'the client is not registered with the grant type refresh_token',
  not_in_scope: 'the scope that the client is registered with does not hold offline_access',
  silent: 'prompt=none asks nobody, and the application is not the operator’s own (first_party)',
  no_consent:
    'nobody was asked in this request: an application that is not the operator’s own (first_party) sends prompt=consent',
} as const
type Reason = keyof typeof REASONS

export interface OfflineAccess {
  /** For the library's `extraParams`. */
  readonly extraParams: {
    scope(ctx: KoaContextWithOIDC, value: string | undefined, client: Client): void
  }
  /** Call once, before the provider serves its first request. */
  attach(provider: Provider): void
}

/**
 * Who asks for `offline_access` gets a refresh token under one of the conditions that OpenID Connect Core 1.0 §11 leaves to
 * the server: the application is the operator's own, or somebody has consented in this very request, whether or not
 * `prompt=consent` had asked for that. The library takes the scope out of every request without `prompt=consent` and
 * says nothing; here it is put back when the library has judged all parameters, and taken out again where neither holds.
 *
 * What was consented to earlier is not enough ("A previously saved consent is not always sufficient"): a refresh token
 * outlives the session, so its owner sees the question each time. The token answer's `scope` is then without it, and
 * the log says why.
 *
 * @param firstParty client ids
 */
export function createOfflineAccess(
  firstParty: ClientIds,
  log: Pick<Logger, 'info'>,
): OfflineAccess {
  function tell(ctx: KoaContextWithOIDC, clientId: string, why: Reason): void {
    const requestId: unknown = ctx.state['requestId']
    const reason = REASONS[why]
    log.info({ requestId, clientId, reason }, 'offline_access was asked for and not given')
  }

  function restore(ctx: KoaContextWithOIDC, client: Client): void {
    const { params, route } = ctx.oidc
    if (!params || !asked(ctx).includes(OFFLINE) || scopesIn(params).includes(OFFLINE)) return
    const responseType: unknown = params['response_type']
    const endpoints = ['authorization', 'pushed_authorization_request']
    if (endpoints.includes(route) && !String(responseType).split(' ').includes('code')) return
    const refusal = refusalOf(ctx, client)
    // What is pushed is judged again where it is used.
    if (refusal === undefined) params['scope'] = [...scopesIn(params), OFFLINE].join(' ')
    else if (route !== 'pushed_authorization_request') tell(ctx, client.clientId, refusal)
  }

  function refusalOf(ctx: KoaContextWithOIDC, client: Client): Reason | undefined {
    if (!client.grantTypeAllowed('refresh_token')) return 'no_grant_type'
    const registered: unknown = fieldOf(client, 'scope')
    if (typeof registered === 'string' && !registered.split(' ').includes(OFFLINE)) {
      return 'not_in_scope'
    }
    const isSilent = ctx.oidc.prompts.has('none') && !firstParty.has(client.clientId)
    return isSilent ? 'silent' : undefined
  }

  return {
    extraParams: {
      // The library asks it after everything else, whether or not the parameter is there.
      scope(ctx, _value, client) {
        restore(ctx, client)
      },
    },

    attach(provider) {
      // Emitted when nothing is left to ask, before anything is issued.
      provider.on('authorization.accepted', (ctx) => {
        const { params, client, deviceCode, result, prompts } = ctx.oidc
        if (deviceCode || !params || !client || !scopesIn(params).includes(OFFLINE)) return
        // With `prompt=consent` nothing is accepted that nobody has consented to.
        const isAllowed =
          firstParty.has(client.clientId) || result?.consent || prompts.has('consent')
        if (isAllowed) return
        params['scope'] = scopesIn(params)
          .filter((name) => name !== OFFLINE)
          .join(' ')
        tell(ctx, client.clientId, 'no_consent')
      })
    },
  }
}

const scopesOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? value.split(' ').filter(Boolean) : []

const scopesIn = (params: object): readonly string[] => scopesOf(fieldOf(params, 'scope'))

/** The scope as the client sent it, which stands in the request object where there is one. */
function asked(ctx: KoaContextWithOIDC): readonly string[] {
  const { body, entities } = ctx.oidc
  const sent: object = (ctx.method === 'POST' ? body : ctx.query) ?? {}
  const pushed: unknown = entities.PushedAuthorizationRequest?.request
  const object = pushed ?? fieldOf(sent, 'request')
  return typeof object === 'string' ? scopesOf(scopeClaimOf(object)) : scopesIn(sent)
}

/** The library has read and verified it before. */
function scopeClaimOf(jwt: string): unknown {
  const [, payload = ''] = jwt.split('.')
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return typeof claims === 'object' && claims !== null ? fieldOf(claims, 'scope') : undefined
}
