import type { CredentialId } from '../kernel/ids.ts'
import { isAhead, type Instant } from '../kernel/instant.ts'
import type { Factor, Method, MethodFacts } from './method.ts'

/** One method, proved once. */
export interface Proof {
  readonly method: Method
  /** What it was made of, and is told as: as the method was when it was given. */
  readonly factors: readonly Factor[]
  readonly amr: readonly string[]
  readonly at: Instant
  /**
   * With what: a device, or a set of recovery codes. When that is gone, or replaced, the proof is void;
   * a second factor's that does not name one satisfies nothing.
   */
  readonly credential?: CredentialId
  /** The proof is the code that confirmed the authenticator itself. */
  readonly enrolledJustNow?: boolean
  /**
   * Proved while the very request at hand was being answered. It is then not asked for again because
   * a short `max_age` ran out over a consent page: that would be a loop. Never stored in a session.
   */
  readonly current?: boolean
}

/** A proof by a method of the ladder: what it is told as there, it is told as. */
export const proofBy = (
  { methods }: { readonly methods: readonly MethodFacts[] },
  { id, ...facts }: MethodFacts,
  at: Instant,
  rest: Pick<Proof, 'credential' | 'enrolledJustNow' | 'current'> = {},
): Proof => {
  const { factors, amr } = methods.find((known) => known.id === id) ?? facts
  return { method: id, factors, amr, at, ...rest }
}

/** What a session has proved: the newest proof of each method. */
export type Evidence = readonly Proof[]

/**
 * Adds proofs: for each method the newest counts, so a stale page that is finished late can never
 * take away what was proved since. One whose date lies ahead goes: it would be the newest for as long
 * as that takes, and what is proved now would never count. Where clocks differ by less, what is ahead
 * is as new as now.
 */
export function mergeEvidence(now: Instant, ...parts: readonly Evidence[]): Evidence {
  const newest = new Map<Method, Proof>()
  for (const proof of parts.flat()) {
    if (isAhead(proof.at, now)) continue
    const known = newest.get(proof.method)
    if (!known || Math.min(proof.at, now) >= Math.min(known.at, now)) {
      newest.set(proof.method, proof)
    }
  }
  return [...newest.values()]
}

/** The credential that was shown last: a device, or a set of recovery codes. */
export function newestCredential(evidence: Evidence): CredentialId | undefined {
  let newest: Proof | undefined
  for (const proof of evidence) {
    if (proof.credential !== undefined && proof.at >= (newest?.at ?? 0)) newest = proof
  }
  return newest?.credential
}
