import { fieldOf } from '../../kernel/typing.ts'
import { errors, type Client, type KoaContextWithOIDC } from 'oidc-provider'

/** What a request is for that names no scope: who somebody is. */
const STANDARD = 'openid'

/**
 * A request without a scope is for the standard one, and one whose scope holds nothing that is known here is refused:
 * RFC 6749 §3.3 leaves a server these two ways. A library of OAuth alone often sends none; left to itself, oidc-provider
 * has its person sign in and answers then that they declined.
 *
 * Call it when the library has judged all parameters: what takes `openid` to be sent has been refused by then, and of the
 * scope only what is known is left, unless there is a resource.
 *
 * @throws InvalidScope
 */
export function nameScope({ oidc }: KoaContextWithOIDC, client: Client): void {
  const { params } = oidc
  if (!params) return
  const apis = Object.values(oidc.resourceServers ?? {})
  if (params['scope'] === undefined) {
    if (apis.length > 0) throw refusal('is missing: send scopes of the resource, or openid')
    const registered: unknown = fieldOf(client, 'scope')
    if (typeof registered === 'string' && !registered.split(' ').includes(STANDARD)) {
      throw refusal("is missing: send one of those in the client's scope")
    }
    params['scope'] = STANDARD
    return
  }
  const isKnown =
    oidc.requestParamOIDCScopes.size > 0 ||
    apis.some(({ scopes }) => [...oidc.requestParamScopes].some((scope) => scopes.has(scope)))
  if (isKnown) return
  throw refusal(
    'has nothing that is known here: send openid, or scopes of an API together with its resource',
  )
}

/** None of the scopes is named in the answer: all of them are meant. */
const refusal = (what: string): Error =>
  Object.assign(new errors.InvalidScope(`scope ${what}`, ''), { scope: undefined })
