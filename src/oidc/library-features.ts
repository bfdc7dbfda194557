import type { Configuration, Provider } from 'oidc-provider'
import { introspectStanding, type StandingSources } from './account-standing.ts'
import type { GivenOut } from './attachment.ts'
import { assertClaims } from './claims/claims-parameter.ts'

type Features = NonNullable<Configuration['features']>

/** The library's features, with those that step-up cannot do without. */
export function featuresWith(
  host: Features | undefined,
  sources: StandingSources,
  givenOut: GivenOut,
): Features {
  const features: Features = {
    ...host,
    // Without it an essential acr would be ignored silently.
    claimsParameter: givenOut.holds(
      'features.claimsParameter',
      {
        ...host?.claimsParameter,
        assertClaimsParameter: assertClaims(host?.claimsParameter?.assertClaimsParameter),
        enabled: true,
      },
      'enabled',
    ),
    devInteractions: { enabled: false },
  }
  const { introspection = {} } = features
  const allowedPolicy = introspectStanding(introspection.allowedPolicy, sources)
  const standing = { enabled: false, ...introspection, allowedPolicy }
  return Object.assign(features, {
    introspection: givenOut.holds('features.introspection', standing, 'allowedPolicy', introspects),
  })
}

function introspects(provider: Provider): boolean {
  try {
    return provider.pathFor('introspection') !== ''
  } catch {
    // It has no such endpoint.
    return false
  }
}

/** The claims of the scope `openid`: nothing is in an id_token unless it stands here, `amr` least of all. */
export function openidClaims(claims: Configuration['claims']): string[] {
  const known: unknown = claims?.['openid']
  const names = Array.isArray(known) ? known.map(String) : []
  return [...new Set([...names, 'sub', 'acr', 'amr', 'auth_time'])]
}
