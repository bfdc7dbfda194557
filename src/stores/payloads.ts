/**
 * oidc-provider's models of which a request need not wait for what it writes: it is all written before
 * the request is answered, and nobody knows what was made before. Others go at once, a proof that is seen
 * once (`ReplayDetection`) above all.
 */
export const WRITTEN_LATER: ReadonlySet<string> = new Set([
  'Session',
  'Interaction',
  'Grant',
  'AuthorizationCode',
  'AccessToken',
  'RefreshToken',
  // What a form came to is kept if all else is that it came to.
  'FormAnswer',
  // Its name goes out with the answer.
  'PostedRequest',
])

/** An object from its JSON, members as they are; undefined for anything else. */
export function jsonObject(json: string): Record<string, unknown> | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return value as Record<string, unknown>
}
