import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { isLoopback } from '../kernel/loopback.ts'
import type { ClientIds } from './clients/metadata.ts'

/** The library's check: everybody is asked each time they come from a native application. */
const NATIVE = 'native_client_prompt'

/**
 * oidc-provider's policy, which asks people for consent whenever a native application wants something, because any program on
 * their machine may listen at a port or take a scheme (RFC 8252 §8.6). At an https address that an application has claimed, the
 * operating system sees to it that no other program gets the answer (§7.2): there the operator's own applications are not asked
 * about, as they are nowhere else.
 *
 * @param firstParty client ids
 */
export function policyFor(firstParty: ClientIds): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  const checks = policy.get('consent')?.checks
  const known = checks?.get(NATIVE)
  if (!checks || !known) throw new TypeError(`oidc-provider has no check ${NATIVE}`)
  const { reason, description, error, check, details } = known
  checks.remove(NATIVE)
  checks.add(
    new interactionPolicy.Check(
      reason,
      description,
      error ?? 'interaction_required',
      async (ctx) => !isAssured(firstParty, ctx) && (await check(ctx)),
      details,
    ),
    0,
  )
  return policy
}

/** The redirect URI of a request is one that is registered: the library has looked. */
function isAssured(firstParty: ClientIds, { oidc }: KoaContextWithOIDC): boolean {
  const uri: unknown = oidc.params?.['redirect_uri']
  if (!oidc.client || !firstParty.has(oidc.client.clientId) || typeof uri !== 'string') return false
  const { protocol, hostname } = new URL(uri)
  return protocol === 'https:' && !isLoopback(hostname)
}
