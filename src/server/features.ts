import { errors, type Client, type Configuration as ProviderConfiguration } from 'oidc-provider'
import type { Clock } from '../kernel/instant.ts'
import type { Mac } from '../kernel/mac.ts'
import type { RenderPage } from '../pages/pages.ts'
import { applicationName, homeOf, show, showOnTheWay } from '../web/index.ts'
import type { ClientIds } from './clients/metadata.ts'
import type { Configuration } from './config/configuration.ts'
import { accessTokenAlgorithm, defaultResourceOf, scopesFor } from './resources.ts'
import { deviceFlowPages, type KeepSession } from './device-flow-pages.ts'
import type { Greeter } from './unit-of-work.ts'
import type { TokenAlgorithm } from './keys/algorithms.ts'
import { flawOfClaims } from './parameter-limits.ts'
import { assertRequestObject, dpopNonceNeeded, fapiFeature } from './protocol/fapi.ts'
import { findSignOutClient } from './sign-out-client.ts'
import { rememberInForm } from './sign-out-page.ts'
import { readReport } from './sign-out-report.ts'

type Features = NonNullable<ProviderConfiguration['features']>

/** What of the library's features the server offers, and its pages for them. */
export function featuresOf(
  { resources }: Configuration,
  firstParty: ClientIds,
  render: RenderPage,
  greet: Greeter,
  keepSession: KeepSession,
  mac: Mac,
  clock: Clock,
  standard: TokenAlgorithm,
): Features {
  return {
    rpInitiatedLogout: {
      enabled: true,
      async logoutSource(ctx, form) {
        await greet(ctx)
        await findSignOutClient(ctx)
        const { client } = ctx.oidc
        showOnTheWay({ render }, ctx, 'sign-out', {
          formHtml: rememberInForm(mac, ctx, form),
          ...(client?.clientName === undefined
            ? {}
            : { applicationName: applicationName(client, ctx) }),
        })
      },
      async postLogoutSuccessSource(ctx) {
        const { back, ...report } = await readReport(mac, ctx)
        show({ render }, ctx, 'message', {
          code: 'signed_out',
          ...report,
          links: [back ?? { code: 'home', href: homeOf(ctx) }],
        })
      },
    },
    backchannelLogout: { enabled: true },
    introspection: {
      enabled: true,
      // A public client cannot show who it is, so it sees its own tokens alone; somebody else's
      // application likewise.
      allowedPolicy: (_ctx, client, token) =>
        token.clientId === client.clientId ||
        (client.clientAuthMethod !== 'none' && firstParty.has(client.clientId)),
    },
    revocation: { enabled: true, allowedPolicy: mayRevoke },
    userinfo: { enabled: true },
    clientCredentials: { enabled: true },
    // Signed request objects (RFC 9101): what is demanded cannot be edited on the way.
    requestObjects: {
      enabled: true,
      assertJwtClaimsAndHeader(ctx, claims, header, client) {
        const flaw = flawOfClaims(claims)
        if (flaw !== undefined) throw new errors.InvalidRequestObject(flaw)
        assertRequestObject(ctx, claims, header, client, clock)
      },
    },
    fapi: fapiFeature,
    dPoP: { enabled: true, requireNonce: (ctx) => dpopNonceNeeded(ctx, clock) },
    deviceFlow: { enabled: true, ...deviceFlowPages(render, greet, keepSession) },
    resourceIndicators: {
      enabled: true,
      // A request that named an API gets a token for it, without naming it again for the code.
      useGrantedResource: () => true,
      defaultResource: (_ctx, client, oneOf) => defaultResourceOf(client, oneOf),
      getResourceServerInfo(_ctx, identifier, client) {
        const resource = resources.find((candidate) => candidate.identifier === identifier)
        const scopes = resource && scopesFor(resource, client.clientId)
        if (!scopes) throw new errors.InvalidTarget()
        return {
          scope: scopes.join(' '),
          audience: resource.identifier,
          accessTokenTTL: resource.accessTokenLifetime,
          accessTokenFormat: resource.accessTokenFormat,
          jwt: { sign: { alg: accessTokenAlgorithm(resource, client, standard) } },
        }
      },
    },
  }
}

/**
 * A client revokes its own tokens (RFC 7009 §2.1). One that shows no secret learns nothing of whether another's exists.
 */
function mayRevoke(
  _ctx: unknown,
  client: Client,
  token: { readonly clientId?: string | undefined },
): boolean {
  if (token.clientId === client.clientId) return true
  if (client.clientAuthMethod === 'none') return false
  throw new errors.InvalidRequest('client is not authorized to revoke the presented token')
}
