import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { parseIssuer, isPrivateTransport } from '../../kernel/loopback.ts'
import { Fault } from '../../kernel/faults.ts'

/** What an API has to know about the issuer of its tokens (OpenID Connect Discovery 1.0 §3). */
export interface IssuerMetadata {
  readonly issuer: string
  readonly keys: JWTVerifyGetKey
  readonly introspectionEndpoint: URL | undefined
  /** `acr_values_supported`: the classes that the issuer can reach. */
  readonly acrValues: readonly string[]
}

const metadataSchema = z.looseObject({
  issuer: z.string(),
  jwks_uri: z.url(),
  introspection_endpoint: z.url().optional(),
  acr_values_supported: z.array(z.string()).default([]),
})

/**
 * Finds the issuer at first use and keeps what it found; keys are fetched anew as they rotate. A
 * failure is not kept, so that an API may be started before its issuer.
 *
 * @throws IssuerUnavailable while it cannot be reached or is another than it was asked for
 */
export function createIssuerLink(issuer: string, timeout: number): () => Promise<IssuerMetadata> {
  const base = parseIssuer(issuer)
  let found: Promise<IssuerMetadata> | undefined
  return () => {
    found ??= discover(issuer, base, timeout).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
}

async function discover(issuer: string, base: URL, timeout: number): Promise<IssuerMetadata> {
  const address = `${base.href.replace(/\/$/, '')}/.well-known/openid-configuration`
  const metadata = await fetchJson(address, { signal: AbortSignal.timeout(timeout * 1000) })
  const parsed = metadataSchema.safeParse(metadata)
  if (!parsed.success) {
    throw new IssuerUnavailable(`${address}: not the metadata of an issuer`, {
      cause: parsed.error,
    })
  }
  const { data } = parsed
  // Whose metadata it is decides whose keys are believed (OpenID Connect Discovery 1.0 §4.3).
  if (data.issuer !== issuer) {
    throw new IssuerUnavailable(`${address}: the metadata of another issuer, ${data.issuer}`)
  }
  const endpoint = data.introspection_endpoint
  return {
    issuer,
    keys: createRemoteJWKSet(privateUrl(data.jwks_uri), { timeoutDuration: timeout * 1000 }),
    introspectionEndpoint: endpoint === undefined ? undefined : privateUrl(endpoint),
    acrValues: data.acr_values_supported,
  }
}

/** Keys and tokens do not travel in the clear because the metadata says so. */
function privateUrl(href: string): URL {
  const url = new URL(href)
  if (isPrivateTransport(url)) return url
  throw new IssuerUnavailable(`${href}: the issuer's metadata names an address without TLS`)
}

/** The JSON of a 200 response. @throws IssuerUnavailable for everything else */
export async function fetchJson(url: string | URL, init: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, { ...init, redirect: 'manual' })
    if (response.status === 200) return await response.json()
    await response.body?.cancel()
  } catch (cause) {
    throw new IssuerUnavailable(`${String(url)}: no answer`, { cause })
  }
  throw new IssuerUnavailable(`${String(url)}: answered with ${response.status}`)
}

/**
 * The issuer cannot be asked, so nobody is let through. Koa and Express read `status` and `headers` of
 * an error that nothing else handles, and log it.
 */
export class IssuerUnavailable extends Fault {
  readonly headers = { 'Retry-After': '5' }

  constructor(message: string, options?: ErrorOptions) {
    super('issuer_unavailable', message, options)
    this.name = 'IssuerUnavailable'
  }
}
