import { deliberate, mergeEvidence, type Deliberation, type Evidence } from '../assurance/index.ts'
import { abilitiesOf, withoutEnrolment, type Subject, type StepUpContext } from './abilities.ts'
import { requirementOf, wantsEverythingAnew } from './request-requirement.ts'
import type { Rules } from '../policy/index.ts'

/** A request as far as the decision goes, wherever it stands on its way. */
export interface RequestAtHand {
  /** The authorization request's parameters, after PAR, JAR and client defaults. */
  readonly params: unknown
  readonly client?: object | undefined
  /** Who it is; undefined for somebody unknown or disabled, whose proofs count for nothing. */
  readonly subject: Subject | undefined
  /** What the session has proved before. */
  readonly earlier?: Evidence
  /** What was proved while this request is being answered. */
  readonly current?: Evidence
  /** The account trusts the browser: it is not asked for the routine code, and nothing else. */
  readonly trusted?: boolean
  /** Said "not now" to enrolling. */
  readonly declined?: boolean
}

/** Everything that has to know what a request takes puts the question here. */
export function judgeRequest(
  context: Pick<StepUpContext, keyof Rules | 'clock'>,
  request: RequestAtHand,
): Deliberation {
  const { params, client, subject, earlier = [], current = [] } = request
  const { declined = false, trusted = false } = request
  const able = abilitiesOf(subject, context.ladder)
  const abilities = declined ? withoutEnrolment(able) : able
  const before = wantsEverythingAnew(params) ? [] : earlier
  const now = context.clock()
  return deliberate(
    context.ladder,
    requirementOf(context, params, client, { enrolled: subject?.enrolled ?? false, trusted }),
    subject ? mergeEvidence(now, before, current) : [],
    abilities,
    now,
  )
}
