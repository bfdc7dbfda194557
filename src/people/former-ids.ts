import type { AdapterPayload } from 'oidc-provider'

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
