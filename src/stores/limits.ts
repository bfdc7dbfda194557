import type { AdapterPayload } from 'oidc-provider'
import { NETWORK_KEY, RECORD_KEY } from '../people/payload-keys.ts'

/** What anybody, and what one account, may have in a store at once. */
export interface StoreLimits {
  /** Sign-ins begun from one network in which nobody has proved anything. */
  readonly interactionsPerNetwork: number
  /** The same from all networks together. */
  readonly anonymousInteractions: number
  /** Live sessions of one account. */
  readonly sessionsPerAccount: number
}

export const DEFAULT_LIMITS: StoreLimits = {
  interactionsPerNetwork: 2000,
  anonymousInteractions: 50_000,
  sessionsPerAccount: 100,
}

/** Sessions that one write ends at most: who has far more (the limit was lowered) loses them by and by. */
export const ENDED_AT_ONCE = 100

/** What had to go, so that something else could be written. */
export type Overflow =
  | { readonly kind: 'interactions'; readonly count: number }
  | { readonly kind: 'session'; readonly session: AdapterPayload }

/** Told once it is written. */
export type OnOverflow = (overflow: Overflow) => void

/** What anybody may begin: sign-ins, and requests that lead to one. */
const BEGUN: ReadonlySet<string> = new Set(['Interaction', 'PostedRequest'])

/** Whether what is kept of this model may be a stranger's, and is bounded. */
export const mayBeAnonymous = (model: string): boolean => BEGUN.has(model)

/**
 * The network of an interaction in which nobody has proved anything; undefined for one that has an account,
 * which is dropped by nobody, and for everything else.
 */
export function anonymousNetworkOf(model: string, payload: AdapterPayload): string | undefined {
  if (!mayBeAnonymous(model)) return undefined
  const network: unknown = payload[NETWORK_KEY]
  const proved = payload[RECORD_KEY] ?? payload.session?.accountId ?? payload.result?.login
  return typeof network === 'string' && network !== '' && proved === undefined ? network : undefined
}

/** When a session was last used, as far as it says; those that do not say were so long ago. */
export function lastUseOf({ lastSeenAt, startedAt }: AdapterPayload): number {
  const at: unknown = lastSeenAt ?? startedAt
  return typeof at === 'number' ? at : 0
}
