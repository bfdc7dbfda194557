import { epochSeconds, isAhead, type Instant } from '../kernel/instant.ts'
import type { Evidence, Proof } from './evidence.ts'
import type { AcrClass, Ladder } from './ladder.ts'
import type { Method } from './method.ts'
import type { Abilities } from './requirement.ts'

/** How the evidence stands to one class. */
export type Satisfaction =
  | { readonly met: true; readonly proofs: readonly Proof[]; readonly authTime: number }
  | {
      readonly met: false
      readonly reason: 'missing' | 'too_old'
      readonly slot: readonly Method[]
    }

/** Seconds for which a proof given while this request is answered is not asked for again. */
const CURRENT_PROOF_GRACE = 600

/**
 * Judges one class. The first slot that lacks a proof is told, so that what is asked first comes
 * first in the class; only then is age judged, by the very `auth_time` that would be issued.
 *
 * @param maxAge seconds; the class's own `maxAge` applies besides
 */
export function satisfactionOf(
  ladder: Pick<Ladder, 'identifies'>,
  acrClass: AcrClass,
  evidence: Evidence,
  abilities: Abilities,
  now: Instant,
  maxAge: number | undefined,
): Satisfaction {
  const valid = evidence.filter(
    (proof) =>
      stands(ladder, proof, abilities, now) && (!proof.enrolledJustNow || acrClass.enrolledJustNow),
  )
  const filled: { readonly slot: readonly Method[]; readonly proof: Proof }[] = []
  for (const slot of acrClass.slots) {
    const newest = valid
      .filter(({ method }) => slot.includes(method))
      .reduce<Proof | undefined>(
        (best, proof) => (best && best.at > proof.at ? best : proof),
        undefined,
      )
    if (!newest) return { met: false, reason: 'missing', slot }
    filled.push({ slot, proof: newest })
  }

  const renewable = filled.filter(({ proof }) => acrClass.reauthenticate.has(proof.method))
  const judged = renewable.length > 0 ? renewable : filled
  const limit = Math.min(acrClass.maxAge ?? Infinity, maxAge ?? Infinity)
  // The very slot that it fills: another one that takes the method as well would be asked for ever.
  const stale = judged.find(({ proof }) => isTooOld(proof, now, limit))
  if (stale) return { met: false, reason: 'too_old', slot: stale.slot }
  return {
    met: true,
    proofs: filled.map(({ proof }) => proof),
    authTime: Math.min(...judged.map(({ proof }) => epochSeconds(proof.at))),
  }
}

/**
 * The one judgement of what a proof is worth by itself, whatever is asked: nothing if its date lies
 * ahead, if it was voided since, or if what it was given with is gone.
 */
export function stands(
  { identifies }: Pick<Ladder, 'identifies'>,
  proof: Proof,
  { notBefore, credentials }: Pick<Abilities, 'notBefore' | 'credentials'>,
  now: Instant,
): boolean {
  if (isAhead(proof.at, now)) return false
  if (notBefore !== undefined && proof.at < notBefore) return false
  const { method, credential } = proof
  return credential === undefined ? identifies(method) : credentials.has(credential)
}

/** In whole seconds, as tokens have it. */
export const ageOf = ({ at }: Pick<Proof, 'at'>, now: Instant): number =>
  epochSeconds(now) - epochSeconds(at)

function isTooOld(proof: Proof, now: Instant, limit: number): boolean {
  const age = ageOf(proof, now)
  return age > limit && !(proof.current && age <= CURRENT_PROOF_GRACE)
}
