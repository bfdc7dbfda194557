import {
  ClientSecretBasic,
  None,
  allowInsecureRequests,
  discovery,
  enableNonRepudiationChecks,
  type Configuration,
} from 'openid-client'
import type { DemoClientMetadata } from './client-metadata.ts'

/** Seconds before the provider counts as unreachable. */
const TIMEOUT = 5

/**
 * Finds the provider at first use and then keeps what it found. A failure is not kept: the demo may
 * be started before the provider, and the next click asks again.
 */
export function createProviderLink(
  issuer: URL,
  client: DemoClientMetadata,
): () => Promise<Configuration> {
  const plain = issuer.protocol === 'http:'
  let found: Promise<Configuration> | undefined
  return () => {
    found ??= discovery(
      issuer,
      client.client_id,
      {},
      client.client_secret === undefined ? None() : ClientSecretBasic(client.client_secret),
      {
        timeout: TIMEOUT,
        // The library trusts TLS for an id_token from the token endpoint (OpenID Connect Core 1.0
        // §3.1.3.7, 6); on plain http there is none, so the signature is checked always.
        execute: plain
          ? [allowInsecureRequests, enableNonRepudiationChecks]
          : [enableNonRepudiationChecks],
      },
    ).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
}
