import { fieldOf } from '../../kernel/typing.ts'
import { randomBytes } from 'node:crypto'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import {
  CONSENT_KEY,
  consentOf,
  type AccountDirectory,
  type ArtefactIndex,
} from '../../people/index.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { extendPayload } from '../library.ts'

type Grant = InstanceType<Provider['Grant']>

/** The scope by which a client asks for a refresh token (OpenID Connect Core 1.0 §11). */
export const OFFLINE_ACCESS = 'offline_access'

/** In the payload of a consent: when its owner last agreed to access while they are away, in milliseconds. */
const OFFLINE_AT = 'offlineAt'

/**
 * What accounts have allowed applications, whatever session it was in. A sign-out ends a session's grant, with its
 * tokens; the consent is a grant of its own, which no session holds, so that the next sign-in is not asked again.
 * As a grant it is listed among the account's applications, and goes when access is removed there.
 */
export interface Consents {
  /**
   * All that the account has allowed this client so far, as far as it still stands. Access while its owner is away does
   * not, once there is a new password: whoever knew the former one may have agreed to it.
   */
  recall(provider: Provider, accountId: string, clientId: string): Promise<Grant | undefined>
  /**
   * Adds what a grant allows. The grant hangs on the consent from then on: save it after that.
   *
   * @param offlineAt now, where the page named access while its owner is away
   */
  remember(provider: Provider, grant: Grant, offlineAt?: Instant): Promise<void>
}

/** Call once, before the provider serves its first request. */
export function attachConsents(provider: Provider): void {
  extendPayload(provider.Grant, [CONSENT_KEY, OFFLINE_AT])
}

/** It lives on where the grants of sessions expire. */
export const isConsent = (grant: object): boolean => {
  const id: unknown = fieldOf(grant, 'jti')
  return id !== undefined && id === fieldOf(grant, CONSENT_KEY)
}

/** @param unasked client ids that nobody is asked about: there is nothing to remember */
export function createConsents(
  index: Pick<ArtefactIndex, 'grantsOf'>,
  unasked: Pick<ReadonlySet<string>, 'has'>,
  directory: Pick<AccountDirectory, 'find'>,
): Consents {
  async function recall(provider: Provider, accountId: string, clientId: string) {
    const grants = await index.grantsOf(accountId as AccountId)
    // More than one where several were given at the same moment.
    const [first, ...others] = grants.filter(
      (grant) => grant.clientId === clientId && consentOf(grant) === grant.jti,
    )
    if (!first) return undefined
    const consent = new provider.Grant(first)
    for (const payload of others) {
      const other = new provider.Grant(payload)
      allow(consent, other)
      agreeOffline(consent, offlineAtOf(other))
    }
    return (await standsOffline(consent)) ? consent : withoutOffline(consent)
  }

  /** Whether there is nothing to say about access while its owner is away, or it was agreed to by whoever is its owner now. */
  async function standsOffline(consent: Grant): Promise<boolean> {
    if (!allowsOffline(consent)) return true
    const account = await directory.find((consent.accountId ?? '') as AccountId)
    const at = offlineAtOf(consent)
    if (!account || at === undefined) return false
    return account.proofsNotBefore === undefined || at >= account.proofsNotBefore
  }

  return {
    recall,
    async remember(provider, grant, offlineAt) {
      const { accountId = '', clientId = '' } = grant
      if (unasked.has(clientId)) return
      const consent =
        (await recall(provider, accountId, clientId)) ?? begin(provider, accountId, clientId)
      allow(consent, grant)
      agreeOffline(consent, offlineAt)
      hangOn(grant, consent)
      await consent.save()
    },
  }
}

export const allowsOffline = (grant: Grant): boolean =>
  grant.getOIDCScope().split(' ').includes(OFFLINE_ACCESS)

/**
 * A grant that says nothing of it, so that the library asks. Its parts may be what a request has read, which others read
 * as well: they are left as they are.
 */
export function withoutOffline(grant: Grant): Grant {
  const names = (grant.openid?.scope ?? '').split(' ').filter((name) => name !== OFFLINE_ACCESS)
  return Object.assign(grant, { openid: { ...grant.openid, scope: names.join(' ') } })
}

function offlineAtOf(consent: Grant): Instant | undefined {
  const at: unknown = fieldOf(consent, OFFLINE_AT)
  return typeof at === 'number' ? (at as Instant) : undefined
}

function agreeOffline(consent: Grant, at: Instant | undefined): void {
  const known = offlineAtOf(consent)
  if (at === undefined || (known !== undefined && known >= at)) return
  Object.assign(consent, { [OFFLINE_AT]: at })
}

function begin(provider: Provider, accountId: string, clientId: string): Grant {
  const consent = new provider.Grant({ accountId, clientId })
  // Known before it is saved: for how long is decided by what it is.
  Object.assign(consent, { jti: randomBytes(32).toString('base64url') })
  return hangOn(consent, consent)
}

/** When the consent is revoked the grant goes with it, though a request that is under way writes it later. */
export function hangOn(grant: Grant, consent: Grant): Grant {
  return Object.assign(grant, { [CONSENT_KEY]: consent.jti })
}

function allow(consent: Grant, grant: Grant): void {
  consent.addOIDCScope(grant.getOIDCScope())
  consent.addOIDCClaims(grant.getOIDCClaims())
  for (const resource of Object.keys(grant.resources ?? {})) {
    consent.addResourceScope(resource, grant.getResourceScope(resource))
  }
}

/** May this be added to a session's grant without a question? */
export interface Allowed {
  scope(name: string): boolean
  claim(name: string): boolean
  resourceScope(resource: string, name: string): boolean
}

export const EVERYTHING: Allowed = {
  scope: () => true,
  claim: () => true,
  resourceScope: () => true,
}

export function allowedBy(consent: Grant): Allowed {
  const [scopes, claims] = [consent.getOIDCScope().split(' '), consent.getOIDCClaims()]
  return {
    scope: (name) => scopes.includes(name),
    claim: (name) => claims.includes(name),
    resourceScope: (resource, name) => consent.getResourceScope(resource).split(' ').includes(name),
  }
}

/**
 * Adds to a grant what a request asks for and is allowed.
 *
 * @returns whether there was anything to add
 */
export function widen({ oidc }: KoaContextWithOIDC, grant: Grant, allowed: Allowed): boolean {
  const lacking = lackedBy(oidc, grant)
  const scopes = lacking.scopes.filter((name) => allowed.scope(name))
  const claims = lacking.claims.filter((name) => allowed.claim(name))
  grant.addOIDCScope(scopes.join(' '))
  grant.addOIDCClaims(claims)
  let added = scopes.length + claims.length
  for (const [resource, names] of lacking.resources) {
    const granted = names.filter((name) => allowed.resourceScope(resource, name))
    if (granted.length > 0) grant.addResourceScope(resource, granted.join(' '))
    added += granted.length
  }
  return added > 0
}

/** Whether a request asks for more than the grant says anything about. */
export function asksMore({ oidc }: KoaContextWithOIDC, grant: Grant): boolean {
  const { scopes, claims, resources } = lackedBy(oidc, grant)
  return scopes.length + claims.length + resources.length > 0
}

function lackedBy(oidc: KoaContextWithOIDC['oidc'], grant: Grant) {
  const asked = [...oidc.requestParamScopes]
  return {
    scopes: without(asked, grant.getOIDCScopeEncountered().split(' ')),
    claims: without([...oidc.requestParamClaims], grant.getOIDCClaimsEncountered()),
    resources: Object.entries(oidc.resourceServers ?? {}).flatMap(([resource, server]) => {
      const offered = asked.filter((scope) => server.scopes.has(scope))
      const lacked = without(offered, grant.getResourceScopeEncountered(resource).split(' '))
      return lacked.length === 0 ? [] : [[resource, lacked] as const]
    }),
  }
}

const without = (asked: readonly string[], known: readonly string[]): string[] =>
  asked.filter((name) => !known.includes(name))
