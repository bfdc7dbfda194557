import type { Instant } from '../kernel/instant.ts'
import { decide } from './decide.ts'
import { proofBy } from './evidence.ts'
import type { Ladder } from './ladder.ts'
import type { Abilities, Demand } from './requirement.ts'

/** What is promised of routine sign-ins, whatever an application asks for. */
export interface EverydayPromises {
  /** An account with a second factor is asked for it at every sign-in. */
  readonly secondFactorWhenEnrolled: boolean
  /** Every account is, and one without a second factor has to enrol one. */
  readonly secondFactorRequired: boolean
  /** Devices are added on other pages than ours too. @default false */
  readonly enrolsElsewhere?: boolean
}

/**
 * A combination of options that cannot be kept, by the option that is wrong: told at start, because it
 * would let somebody in by the password alone, or nobody at all.
 */
export function brokenPromise(
  ladder: Ladder,
  { secondFactorWhenEnrolled, secondFactorRequired, enrolsElsewhere = false }: EverydayPromises,
): { readonly path: string; readonly problem: string } | undefined {
  if (!ladder.secondFactor) {
    const problem = 'needs a class in the ladder that takes a second factor'
    if (secondFactorRequired) return { path: 'secondFactorRequired', problem }
    if (secondFactorWhenEnrolled) return { path: 'secondFactorWhenEnrolled', problem }
  }
  if (enrolsElsewhere) return undefined
  const required: Demand[] =
    secondFactorRequired && ladder.secondFactor
      ? [{ source: 'server', names: [ladder.secondFactor.name] }]
      : []
  if (isOpenToNewcomers(ladder, required)) return undefined
  const problem =
    'lets nobody in who has no device yet: one that was just added has to count (enrolledJustNow) for'
  const [weakest] = ladder.classes
  return isOpenToNewcomers(ladder, [])
    ? { path: 'secondFactorRequired', problem: `${problem} "${ladder.secondFactor?.name}"` }
    : { path: 'ladder[0]', problem: `${problem} "${weakest?.name}"` }
}

/** Whether somebody who proved a first factor, and could add a device, gets anywhere. */
function isOpenToNewcomers(ladder: Ladder, demands: readonly Demand[]): boolean {
  const first = ladder.methods.filter(({ identifies }) => identifies)
  const newcomer: Abilities = {
    methods: new Set(first.map(({ id }) => id)),
    enrollable: new Set(ladder.methods.flatMap(({ id, enrollable }) => (enrollable ? [id] : []))),
    credentials: new Set(),
  }
  const proofs = first.map((method) => proofBy(ladder, method, NOW))
  return decide(ladder, { demands }, proofs, newcomer, NOW).outcome !== 'refuse'
}

const NOW = 0 as Instant
