import { fieldOf } from '../kernel/typing.ts'
import type { Configuration as ProviderConfiguration, KoaContextWithOIDC } from 'oidc-provider'
import type { AccountId } from '../kernel/ids.ts'
import { isShut } from '../people/index.ts'
import { claimsOf } from '../people/claims.ts'
import type { Accounts } from '../actions/accounts.ts'
import { LANGUAGES } from '../kernel/languages.ts'
import { epochSeconds } from '../kernel/instant.ts'
import { createMac } from '../kernel/mac.ts'
import type { RenderPage } from '../pages/pages.ts'
import { isConsent, sessionStart, type Consents } from '../oidc/index.ts'
import { nameIn, placeBelow } from '../web/index.ts'
import { catalogues } from '../views/texts.ts'
import type { Addresses } from './addresses.ts'
import { ALLOWED_ORIGINS, allowsOrigin } from './browser-origins.ts'
import { adapterWith } from './clients/bound-to-client.ts'
import { FORMER_SECRETS } from './clients/former-secrets.ts'
import { metadataOf } from './clients/metadata.ts'
import {
  type Configuration,
  CONSOLE_CLIENT,
  ACCESS_TOKEN,
  CLIENT_TOKEN,
  CONSENT,
  ID_TOKEN,
  REFRESH_TOKEN,
} from './config/configuration.ts'
import { createCookieSignatures } from './cookie-signatures.ts'
import type { KeepSession } from './device-flow-pages.ts'
import { knowingExpiredDevices } from './expired-devices.ts'
import { featuresOf } from './features.ts'
import { createGreeter } from './unit-of-work.ts'
import { firstPartyOf, grantsFor } from './first-party-grant.ts'
import { ID_TOKEN_CLAIMS, claimsFor } from './id-token-claims.ts'
import { consoleAlgorithm, tokenAlgorithm } from './keys/token-signing.ts'
import type { OfflineAccess } from './offline-access.ts'
import { policyFor } from './native-consent.ts'
import { outgoingFetch } from './outgoing-fetch.ts'
import { renderProviderError } from './error-page.ts'
import { protocolMetadata } from './protocol/client-metadata.ts'
import { isFapi2 } from './protocol/client-options.ts'
import { DPOP_ALGORITHMS, assertClientAssertion, assertProofTime } from './protocol/fapi.ts'
import { idTokenParams } from './protocol/id-token-responses.ts'
import { nameScope } from './protocol/missing-scope.ts'
import { pkceOf } from './protocol/pkce.ts'
import { accessTokenFormats, resourceMetadata } from './resources.ts'
import type { ServiceParts } from './service-parts.ts'

/** Seconds that a session lives in which nobody is signed in: as long as a device's code. */
const NOBODY = 600

/** The scopes of the provider itself; those of APIs stand beside them. */
export const SCOPES: readonly string[] = ['openid', 'offline_access', 'profile', 'email']

export interface ProviderParts extends Pick<
  ServiceParts,
  'configuration' | 'keys' | 'store' | 'clock' | 'stored'
> {
  readonly accounts: Accounts
  readonly consents: Consents
  readonly render: RenderPage
  readonly addresses: Addresses
  readonly offlineAccess: Pick<OfflineAccess, 'extraParams'>
}

/** oidc-provider's configuration for the complete server, before step-up is added to it. */
export function providerConfiguration(parts: ProviderParts): ProviderConfiguration {
  const { configuration, keys, store, accounts, render, clock, addresses } = parts
  const { issuer, sessions, interactions } = configuration
  const clients = clientsOf(parts)
  const firstParty = firstPartyOf(clients, parts.stored)
  const standard = tokenAlgorithm(configuration, keys)
  const secure = issuer.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'lax', secure, signed: true } as const
  // Without TLS the names say whose they are: browsers send cookies to every port of a host.
  const place = placeBelow(addresses.base, secure, secure ? 'session' : 'step_up_session')
  const long = { ...cookie, path: place.path }
  const keepSession: KeepSession = async ({ cookies, oidc: { session, provider } }) => {
    // One that has an end was kept before.
    if (!session || fieldOf(session, 'exp') !== undefined) return
    await session.save(Math.min(sessions.idle, NOBODY))
    const expires = new Date(session.exp * 1000)
    cookies.set(provider.cookieName('session'), session.jti, { ...long, expires })
  }

  return {
    adapter: adapterWith(knowingExpiredDevices(store.adapter), parts.stored),
    clients: clients.map(metadataOf),
    jwks: { keys: [...keys.jwks] },
    cookies: {
      keys: createCookieSignatures(keys.cookies),
      // The interaction's cookies have paths of their own, and so no `__Host-`.
      names: secure
        ? {
            session: place.name,
            interaction: '__Secure-interaction',
            resume: '__Secure-resume',
          }
        : {
            session: place.name,
            interaction: 'step_up_interaction',
            resume: 'step_up_resume',
          },
      long,
      short: cookie,
    },
    scopes: [...SCOPES],
    claims: {
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    responseTypes: ['code', 'none', 'id_token'],
    enabledJWA: { dPoPSigningAlgValues: DPOP_ALGORITHMS },
    pkce: pkceOf(configuration.pkce),
    // OpenID Connect Core 1.0 §3.1.2.1, whatever RFC 6749 allows where only one is registered.
    allowOmittingSingleRegisteredRedirectUri: false,
    extraParams: {
      ...idTokenParams,
      async scope(ctx, value, client) {
        await parts.offlineAccess.extraParams.scope(ctx, value, client)
        nameScope(ctx, client)
      },
    },
    extraClientMetadata: resourceMetadata(configuration.resources, {
      ...protocolMetadata,
      properties: [
        ...(protocolMetadata.properties ?? []),
        ID_TOKEN_CLAIMS,
        ALLOWED_ORIGINS,
        FORMER_SECRETS,
      ],
    }),
    assertJwtClientAuthClaimsAndHeader: (ctx, claims, header, client) =>
      assertClientAssertion(ctx, claims, header, client, clock),
    rotateRefreshToken,
    // The library's own way is that of §5.4 of OpenID Connect Core 1.0: see `claimsFor`.
    conformIdTokenClaims: false,
    clientBasedCORS: allowsOrigin,
    clientDefaults: {
      id_token_signed_response_alg: standard,
      // A refresh token takes `offline_access` besides: a client that asks for it knows what it wants.
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    discovery: { ui_locales_supported: [...configuration.languages] },
    features: featuresOf(
      configuration,
      firstParty,
      render,
      createGreeter(accounts),
      keepSession,
      createMac(keys.cookies),
      clock,
      standard,
    ),
    formats: accessTokenFormats(configuration.resources),
    ttl: {
      Session: (_ctx, session) => {
        // It holds a form's secret, and anybody may begin one.
        if (session.accountId === undefined) return Math.min(sessions.idle, NOBODY)
        const start = sessionStart(session)
        const now = epochSeconds(clock())
        const left = start === undefined ? sessions.lifetime : start + sessions.lifetime - now
        return Math.max(1, Math.min(sessions.idle, left))
      },
      Interaction: interactions.lifetime,
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? ACCESS_TOKEN,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? CLIENT_TOKEN,
      DeviceCode: 600,
      AuthorizationCode: 60,
      IdToken: ID_TOKEN,
      Grant: (_ctx, grant) => (isConsent(grant) ? CONSENT : REFRESH_TOKEN),
      RefreshToken: REFRESH_TOKEN,
    },
    async findAccount(ctx, sub) {
      if (ctx.oidc.route === 'userinfo') assertProofTime(ctx, clock)
      const account = await accounts.find(sub as AccountId)
      if (!account || isShut(account, clock())) return undefined
      return { accountId: account.id, claims: claimsFor(ctx, claimsOf(account)) }
    },
    interactions: { policy: policyFor(firstParty) },
    loadExistingGrant: grantsFor(firstParty, parts.consents),
    fetch: outgoingFetch(clients, parts.stored),
    renderError: (ctx, out, error) => renderProviderError(render, ctx, out, error),
  }
}

/**
 * The library's own rule, and no rotation for FAPI clients: theirs are bound to a key, and a lost answer would cost the
 * client its access (FAPI 2.0 Security Profile §5.3.2.1).
 */
function rotateRefreshToken({ oidc }: KoaContextWithOIDC): boolean {
  const { RefreshToken: token, Client: client } = oidc.entities
  if (!token || !client || isFapi2(client)) return false
  if (token.totalLifetime() >= 365.25 * 86_400) return false
  if (client.clientAuthMethod === 'none' && !token.isSenderConstrained()) return true
  return token.ttlPercentagePassed() >= 70
}

type Client = Configuration['clients'][number]

function clientsOf({ configuration, addresses, keys }: ProviderParts): readonly Client[] {
  const accountConsole: Client = {
    client_id: CONSOLE_CLIENT,
    ...namesOf(configuration),
    redirect_uris: [new URL(`${addresses.account}/callback`, configuration.issuer).href],
    response_types: ['none'],
    grant_types: [],
    token_endpoint_auth_method: 'none',
    // It reads no ID token, and must not depend on a key that the clients have no use for.
    id_token_signed_response_alg: consoleAlgorithm(keys, tokenAlgorithm(configuration, keys)),
    first_party: true,
  }
  return [...configuration.clients, accountConsole]
}

/** What the console is called where an application is named, in each language. */
function namesOf({ languages }: Configuration): Record<string, string> {
  const names = LANGUAGES.map((language) => [
    nameIn(language),
    catalogues[language].account.application,
  ])
  const [first] = languages
  return {
    ...Object.fromEntries(names),
    client_name: catalogues[first ?? LANGUAGES[0]].account.application,
  }
}
