import { fieldOf } from '../kernel/typing.ts'
import type { Client, KoaContextWithOIDC } from 'oidc-provider'
import type { Logger } from 'pino'
import {
  OFFLINE_ACCESS as OFFLINE,
  allowsOffline,
  sentParameter,
  type Consents,
} from '../oidc/index.ts'
import type { ClientIds } from './clients/metadata.ts'

/** Why none is given though it was asked for: the words of the log. */
const REASONS = {
  no_grant_type: 'the client is not registered with the grant type refresh_token',
  not_in_scope: 'the scope that the client is registered with does not hold offline_access',
  silent:
    'prompt=none asks nobody, the application is not the operator’s own (first_party), and no consent to it stands',
} as const
type Reason = keyof typeof REASONS

export interface OfflineAccess {
  /** For the library's `extraParams`. */
  readonly extraParams: {
    scope(ctx: KoaContextWithOIDC, value: string | undefined, client: Client): Promise<void>
  }
}

/**
 * Who asks for `offline_access` gets a refresh token under one of the conditions that OpenID Connect Core 1.0 §11 leaves to
 * the server: the application is the operator's own, or the account has consented to it, in this request or in an earlier one,
 * whether or not `prompt=consent` had asked for that. The library takes the scope out of every request without
 * `prompt=consent` and says nothing; here it is put back when the library has judged all parameters. From there on it is a
 * scope like others: who has not consented to it is asked (see `grantsFor`). Where nobody can be asked it stays out, so that
 * a silent request is answered with the rest, and the log says why.
 *
 * "A previously saved user consent is not always sufficient": a consent counts if its page named this very scope, until
 * access is removed or there is a new password (see `Consents`).
 *
 * @param firstParty client ids
 */
export function createOfflineAccess(
  firstParty: ClientIds,
  consents: Pick<Consents, 'recall'>,
  log: Pick<Logger, 'info'>,
): OfflineAccess {
  function tell(ctx: KoaContextWithOIDC, clientId: string, why: Reason): void {
    const requestId: unknown = ctx.state['requestId']
    const reason = REASONS[why]
    log.info({ requestId, clientId, reason }, 'offline_access was asked for and not given')
  }

  async function restore(ctx: KoaContextWithOIDC, client: Client): Promise<void> {
    const { params, route } = ctx.oidc
    if (!params || !asked(ctx).includes(OFFLINE) || scopesIn(params).includes(OFFLINE)) return
    const responseType: unknown = params['response_type']
    const endpoints = ['authorization', 'pushed_authorization_request']
    if (endpoints.includes(route) && !String(responseType).split(' ').includes('code')) return
    const refusal = await refusalOf(ctx, client)
    // What is pushed is judged again where it is used.
    if (refusal === undefined) params['scope'] = [...scopesIn(params), OFFLINE].join(' ')
    else if (route !== 'pushed_authorization_request') tell(ctx, client.clientId, refusal)
  }

  async function refusalOf(ctx: KoaContextWithOIDC, client: Client): Promise<Reason | undefined> {
    if (!client.grantTypeAllowed('refresh_token')) return 'no_grant_type'
    const registered: unknown = fieldOf(client, 'scope')
    if (typeof registered === 'string' && !registered.split(' ').includes(OFFLINE)) {
      return 'not_in_scope'
    }
    const { prompts, route } = ctx.oidc
    if (!prompts.has('none') || firstParty.has(client.clientId)) return undefined
    // It comes without a session, and is judged with one where it is used.
    if (route === 'pushed_authorization_request') return undefined
    return (await isRemembered(ctx, client)) ? undefined : 'silent'
  }

  async function isRemembered({ oidc }: KoaContextWithOIDC, client: Client): Promise<boolean> {
    const accountId = oidc.session?.accountId
    if (accountId === undefined) return false
    const consent = await consents.recall(oidc.provider, accountId, client.clientId)
    return consent !== undefined && allowsOffline(consent)
  }

  return {
    // The library asks it after everything else, whether or not the parameter is there.
    extraParams: { scope: (ctx, _value, client) => restore(ctx, client) },
  }
}

const scopesOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? value.split(' ').filter(Boolean) : []

const scopesIn = (params: object): readonly string[] => scopesOf(fieldOf(params, 'scope'))

const asked = (ctx: KoaContextWithOIDC): readonly string[] => scopesOf(sentParameter(ctx, 'scope'))
