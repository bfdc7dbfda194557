import type { AdapterPayload } from 'oidc-provider'

/**
 * What of ours stands in the library's payloads, by its key. Stores index by some of it, and nobody writes a key twice.
 */

/** In sessions, interactions and what they grant: the proofs of one account. */
export const RECORD_KEY = 'step_up'

/** In an interaction: from which network it was begun. Stores bound by it what strangers begin; see `StoreLimits`. */
export const NETWORK_KEY = 'network'

/** In the payload of a grant: the id of the consent that it was made from, which is a grant too. */
export const CONSENT_KEY = 'consentId'

/**
 * The field of a session's payload that says until when (milliseconds since the epoch) the ids that it
 * replaces lead to it. A session without it, or with one that is over, leaves dead ids behind.
 */
export const FORMER_IDS_UNTIL = 'formerIdsUntil'

/** Until when; undefined where they lead nowhere. */
export function formerIdsUntil(payload: AdapterPayload, now: number): number | undefined {
  const until: unknown = payload[FORMER_IDS_UNTIL]
  return typeof until === 'number' && until > now ? until : undefined
}
