import type { Configuration } from 'oidc-provider'

type LoadExistingGrant = NonNullable<Configuration['loadExistingGrant']>

/**
 * The operator's own applications are not asked for consent: their grant is made, and widened, by what
 * they ask for. Everybody else's is what was consented to.
 *
 * @param firstParty client ids
 */
export const grantsFor =
  (firstParty: ReadonlySet<string>): LoadExistingGrant =>
  async (ctx) => {
    const { client, session, account, provider, result } = ctx.oidc
    if (!client || !session || !account) return undefined
    const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId)
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
    if (!firstParty.has(client.clientId)) return known

    const { clientId } = client
    const grant = known ?? new provider.Grant({ clientId, accountId: account.accountId })
    const asked = [...ctx.oidc.requestParamScopes]
    const claims = without([...ctx.oidc.requestParamClaims], grant.getOIDCClaimsEncountered())
    const scopes = without(asked, grant.getOIDCScopeEncountered().split(' '))
    grant.addOIDCScope(scopes.join(' '))
    grant.addOIDCClaims(claims)
    let changed = !known || scopes.length > 0 || claims.length > 0
    for (const [resource, server] of Object.entries(ctx.oidc.resourceServers ?? {})) {
      const offered = asked.filter((scope) => server.scopes.has(scope))
      const added = without(offered, grant.getResourceScopeEncountered(resource).split(' '))
      if (added.length === 0) continue
      grant.addResourceScope(resource, added.join(' '))
      changed = true
    }
    // Nothing is written where nothing is new: most sign-ins ask for what the last one did.
    if (changed) await grant.save()
    return grant
  }

const without = (asked: readonly string[], known: readonly string[]): string[] =>
  asked.filter((name) => !known.includes(name))
