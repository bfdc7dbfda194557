import {
  ClientSecretBasic,
  None,
  allowInsecureRequests,
  discovery,
  enableNonRepudiationChecks,
  type Configuration,
} from 'openid-client'
import { ConfigurationError } from '../faults.ts'
import { isPrivateTransport } from '../loopback.ts'
import type { DemoClientMetadata } from './client-metadata.ts'

/** Seconds before the provider counts as unreachable. */
const TIMEOUT = 5

/** @throws ConfigurationError for an issuer that is no URL, or plain http to another machine */
export function parseIssuer(issuer: string): URL {
  const url = URL.parse(issuer)
  if (!url) throw new ConfigurationError('issuer', `"${issuer}" is not a URL`)
  // Codes and tokens pass through: in the clear they stay on this machine.
  if (!isPrivateTransport(url)) {
    throw new ConfigurationError('issuer', 'must be https, unless it is on this machine')
  }
  return url
}

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
      { id_token_signed_response_alg: client.id_token_signed_response_alg },
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
