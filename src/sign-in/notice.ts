import {
  ENOUGH_RECOVERY_CODES,
  RECOVERY_CODE,
  remainingOf,
} from '../methods/recovery-codes/index.ts'
import { PENDING_LIFETIME } from '../methods/totp/index.ts'
import { stands } from '../assurance/index.ts'
import { plusSeconds, type Instant } from '../kernel/instant.ts'
import type { PageContext } from './page-context.ts'
import type { Flow } from './flow.ts'

/** What somebody is told when all is proved, before the way goes on to the relying party. */
export type Notice =
  /** The recovery codes of an account that got its first device here. */
  | { readonly kind: 'codes_issued'; readonly until: Instant }
  /** The same, longer ago than they are shown. */
  | { readonly kind: 'codes_over' }
  /** The account is going to be deleted, and its owner can take that back. */
  | { readonly kind: 'leaving'; readonly until: Instant }
  /** How many recovery codes are left: one was used here, or few are. */
  | {
      readonly kind: 'codes_left'
      readonly left: number
      readonly justUsed: boolean
      readonly few: boolean
    }

/**
 * Seconds for which the codes of an account are shown after its first device: whoever finds the page open
 * later learns none.
 */
export const CODES_SHOWN = 900

/**
 * Computed from what the interaction has proved and from what the account has, at every request: there
 * is nothing to store, to forge or to lose, and an ordinary sign-in writes nothing more. It lets nobody
 * in: only where the decision grants is it looked at.
 */
export function noticeOf(
  { clock, asksFirstFactor }: Pick<PageContext, 'clock' | 'asksFirstFactor'>,
  flow: Flow,
): Notice | undefined {
  const { interaction, subject, kind, decision } = flow
  // Finished, it has told what there was to tell.
  if (decision.outcome !== 'grant' || interaction.result !== undefined) return undefined
  // Where the login page is the host's, the sign-in is the submission before.
  const signsIn = asksFirstFactor ? kind === 'login' : interaction.lastSubmission?.login
  const leavesAt = subject?.account.leavesAt
  if (leavesAt !== undefined && signsIn) return { kind: 'leaving', until: leavesAt }
  const codes = subject?.recoveryCodes
  if (!codes) return undefined
  const proofs = ownProofs(flow)
  const enrolled = proofs.find(({ enrolledJustNow }) => enrolledJustNow)
  if (enrolled) {
    const until = plusSeconds(enrolled.at, CODES_SHOWN)
    return clock() < until ? { kind: 'codes_issued', until } : { kind: 'codes_over' }
  }
  const left = remainingOf(codes)
  const few = left < ENOUGH_RECOVERY_CODES
  const justUsed = proofs.some(({ method }) => method === RECOVERY_CODE.id)
  return justUsed || (few && signsIn) ? { kind: 'codes_left', left, justUsed, few } : undefined
}

/**
 * Whether another device may be bound here, in an account that has a second factor already: this very
 * interaction proved a recovery code, not longer ago than a device waits for its first code. Binding it
 * takes the password besides, where that was given long ago: our own page asks for it, a host's cannot.
 */
export function mayAddDevice(
  { clock, asksFirstFactor, ladder }: Pick<PageContext, 'clock' | 'asksFirstFactor' | 'ladder'>,
  flow: Flow,
): boolean {
  const { decision, interaction, subject } = flow
  const now = clock()
  const since = plusSeconds(now, -PENDING_LIFETIME)
  return (
    decision.outcome === 'grant' &&
    interaction.result === undefined &&
    (asksFirstFactor || !takesPasswordFirst(flow)) &&
    ownProofs(flow).some(
      (proof) =>
        proof.method === RECOVERY_CODE.id &&
        proof.at >= since &&
        subject !== undefined &&
        stands(ladder, proof, subject.abilities, now),
    )
  )
}

/** Whether the password is too old to bind a device with. */
export const takesPasswordFirst = ({ binding }: Flow): boolean => binding.outcome !== 'bind'

/** What this interaction proved, of the account that it is about. */
const ownProofs = ({ progress, subject }: Flow) =>
  progress && progress.accountId === subject?.account.id ? progress.proofs : []
