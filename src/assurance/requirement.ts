import type { CredentialId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Method } from './method.ts'

/**
 * Who demands. `explain` tells it, and it settles in whose words the answer is given. `baseline`: every
 * sign-in needs the weakest class; the decision adds it by itself.
 */
export type DemandSource = 'baseline' | 'essential' | 'voluntary' | 'client' | 'account' | 'server'

/** One source's demand. Demands add up: each must be met, and none lowers another. */
export interface Demand {
  readonly source: DemandSource
  /** acr names or aliases in order of preference, in the vocabulary of whoever asks. */
  readonly names: readonly string[]
}

/** Everything that is asked of one authorization. */
export interface Requirement {
  readonly demands: readonly Demand[]
  /** `max_age` in seconds (OpenID Connect Core 1.0 §3.1.2.1). */
  readonly maxAge?: number
}

/** What this account could still prove, and what has become of what it proved before. */
export interface Abilities {
  /** Methods that a page could ask for now. */
  readonly methods: ReadonlySet<Method>
  /** Methods for which an authenticator could be enrolled now. */
  readonly enrollable: ReadonlySet<Method>
  /** The devices, and the set of recovery codes, that stand: a proof by any other is void. */
  readonly credentials: ReadonlySet<CredentialId>
  /** Proofs before this are void: a new password or a reset ends what was proved before it. */
  readonly notBefore?: Instant
}
