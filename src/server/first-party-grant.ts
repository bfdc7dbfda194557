import type { Configuration as ProviderConfiguration, Provider } from 'oidc-provider'
import {
  EVERYTHING,
  OFFLINE_ACCESS,
  allowedBy,
  allowsOffline,
  asksMore,
  hangOn,
  widen,
  withoutOffline,
  type Consents,
} from '../oidc/index.ts'
import type { ClientIds } from './clients/metadata.ts'
import type { StoredClients } from './clients/stored-clients.ts'
import type { Configuration } from './config/configuration.ts'

type LoadExistingGrant = NonNullable<ProviderConfiguration['loadExistingGrant']>
type Grant = InstanceType<Provider['Grant']>

/** The ids of the operator's own applications. */
export function firstPartyOf(
  clients: Configuration['clients'],
  stored: Pick<StoredClients, 'isFirstParty'>,
): ClientIds {
  const configured = new Map(clients.map((client) => [client.client_id, client.first_party]))
  return { has: (id) => configured.get(id) ?? stored.isFirstParty(id) }
}

/**
 * The operator's own applications are not asked for consent: their grant is made, and widened, by what
 * they ask for. Everybody else's is what was consented to, in this session or an earlier one.
 *
 * Access while its owner is away (`offline_access`) is everybody else's only by a consent that says so: what is not kept
 * there is not in the grant either, whatever the session holds, and so it is asked for.
 *
 * @param firstParty client ids
 */
export const grantsFor =
  (firstParty: ClientIds, consents?: Consents): LoadExistingGrant =>
  async (ctx) => {
    const { client, session, account, provider, result, requestParamOIDCScopes } = ctx.oidc
    if (!client || !session || !account) return undefined
    const { clientId } = client
    const { accountId } = account
    const grantId = result?.consent?.grantId ?? session.grantIdFor(clientId)
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
    const isOurs = firstParty.has(clientId)
    // In this very request its owner has just been asked.
    const isOffline = !isOurs && !result?.consent && requestParamOIDCScopes.has(OFFLINE_ACCESS)
    if (!isOurs && !isOffline && known && !asksMore(ctx, known)) return known

    const consent = isOurs ? undefined : await consents?.recall(provider, accountId, clientId)
    const allowed = (grant: Grant | undefined) =>
      grant && isOffline && !(consent && allowsOffline(consent)) ? withoutOffline(grant) : grant
    if (!isOurs && !consent) return allowed(known)
    const grant = known ?? new provider.Grant({ clientId, accountId })
    if (consent) hangOn(grant, consent)
    const added = widen(ctx, grant, consent ? allowedBy(consent) : EVERYTHING)
    // Nothing is written where nothing is new: most sign-ins ask for what the last one did.
    if (added || (isOurs && !known)) await grant.save()
    return allowed(added || isOurs ? grant : known)
  }
