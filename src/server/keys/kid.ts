import { createHash, type JsonWebKey } from 'node:crypto'

/** The members that a thumbprint is made of, in their order (RFC 7638 §3.2, RFC 8037 §2). */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  RSA: ['e', 'kty', 'n'],
  OKP: ['crv', 'kty', 'x'],
  AKP: ['alg', 'kty', 'pub'],
}

/** The `kid` that a signing key is published under: its own, or its thumbprint, as oidc-provider has it. */
export function kidOf(jwk: JsonWebKey): string {
  if (typeof jwk['kid'] === 'string') return jwk['kid']
  const members = (MEMBERS[jwk.kty ?? ''] ?? []).map((name) => [name, jwk[name]])
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url')
}

/** A name for a cookie key, which has none of its own: says which one is meant, and nothing about it. */
export const cookieKeyId = (key: string): string =>
  createHash('sha256').update(`oidc-step-up/cookie-key-id:${key}`).digest('base64url').slice(0, 8)
