import type Provider from 'oidc-provider'
import type { AdapterPayload } from 'oidc-provider'
import type { ArtefactIndex } from '../../people/index.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import type { ApiPermissions } from '../../pages/parts.ts'
import { labelOfClient, type ApplicationLabel } from './known-client.ts'

/** A relying party that an account has let in. */
export interface GrantedApplication extends ApplicationLabel {
  readonly clientId: string
  /** OAuth scopes and claims about the account, of all that was granted to it. */
  readonly permissions: readonly string[]
  /** What it may do at APIs. */
  readonly apis: readonly ApiPermissions[]
  /** Since when, as far as that is remembered. */
  readonly since: Instant
}

/** What an account has granted to relying parties, one entry for each. */
export interface AccountApplications {
  /** By name. */
  list(accountId: AccountId): Promise<readonly GrantedApplication[]>
  find(accountId: AccountId, clientId: string): Promise<GrantedApplication | undefined>
  /**
   * Takes away every grant of the account to this client, and with it its codes, its access tokens and
   * its refresh tokens, `offline_access` included. False when there was none.
   */
  revoke(accountId: AccountId, clientId: string): Promise<boolean>
}

export function createAccountApplications(
  provider: Provider,
  index: Pick<ArtefactIndex, 'grantsOf' | 'revokeGrants'>,
): AccountApplications {
  /** Each sign-in to an application may have made a grant of its own. */
  const grantsOf = async (accountId: AccountId): Promise<Map<string, AdapterPayload[]>> => {
    const grants = await index.grantsOf(accountId)
    return Map.groupBy(grants, ({ clientId = '' }) => clientId)
  }
  const applicationOf = async (
    clientId: string,
    grants: readonly AdapterPayload[],
  ): Promise<GrantedApplication> => ({
    ...(await labelOfClient(provider, clientId)),
    clientId,
    ...permissionsOfAll(grants.map((grant) => permissionsOf(new provider.Grant(grant)))),
    since: plusSeconds(0 as Instant, Math.min(...grants.map(({ iat = 0 }) => iat))),
  })
  return {
    async list(accountId) {
      const granted = [...(await grantsOf(accountId))]
      const applications = await Promise.all(granted.map((one) => applicationOf(...one)))
      return applications.toSorted((one, other) => one.name.localeCompare(other.name))
    },

    async find(accountId, clientId) {
      const grants = (await grantsOf(accountId)).get(clientId)
      return grants && applicationOf(clientId, grants)
    },

    revoke: async (accountId, clientId) => (await index.revokeGrants(accountId, clientId)) > 0,
  }
}

interface Permissions {
  readonly permissions: readonly string[]
  readonly apis: readonly ApiPermissions[]
}

/** Without what was refused when the rest was granted: the library knows how. */
export function permissionsOf(grant: InstanceType<Provider['Grant']>): Permissions {
  const resources = Object.keys(grant.resources ?? {})
  return {
    permissions: [...grant.getOIDCScope().split(' '), ...grant.getOIDCClaims()].filter(Boolean),
    apis: resources
      .map((resource) => ({
        resource,
        scopes: grant.getResourceScope(resource).split(' ').filter(Boolean),
      }))
      .filter(({ scopes }) => scopes.length > 0),
  }
}

function permissionsOfAll(all: readonly Permissions[]): Permissions {
  const byApi = Map.groupBy(
    all.flatMap(({ apis }) => apis),
    ({ resource }) => resource,
  )
  return {
    permissions: [...new Set(all.flatMap(({ permissions }) => permissions))],
    apis: [...byApi].map(([resource, apis]) => ({
      resource,
      scopes: [...new Set(apis.flatMap(({ scopes }) => scopes))],
    })),
  }
}
