import { present } from '../kernel/typing.ts'
import { strangerTo, type Abilities, type Ladder } from '../assurance/index.ts'
import type { AccountDirectory, DirectoryAccount } from '../people/index.ts'
import { METHODS } from '../methods/index.ts'
import type { BoundFactors, BoundSources } from '../methods/method.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant, Clock } from '../kernel/instant.ts'
import type { TrustedBrowsers } from '../trust/trusted-browsers.ts'
import type { Rules } from '../policy/index.ts'

/** An account as the decision and the pages need it, read once per request. */
export interface Subject extends BoundFactors {
  readonly account: DirectoryAccount
  /**
   * Has bound a second factor. So it is while recovery codes stand, though the last device was lost and
   * though all of them are used: running out of codes must not turn off what they stand in for.
   */
  readonly enrolled: boolean
  readonly abilities: Abilities
}

export interface SubjectSources extends BoundSources {
  readonly directory: AccountDirectory
  /** Proofs before this count for nobody any more; see `StepUpOptions.proofLifetime`. */
  readonly proofsSince?: () => Instant
}

/** What an account has bound, whoever it is. */
export async function findBound(
  { authenticators, recoveryCodes: codes }: BoundSources,
  accountId: AccountId,
): Promise<BoundFactors> {
  const [devices, recoveryCodes] = await Promise.all([
    authenticators.confirmed(accountId),
    codes?.find(accountId),
  ])
  return { devices, recoveryCodes }
}

/** Whether what an account has bound protects it. */
export const isEnrolled = (bound: BoundFactors): boolean =>
  METHODS.some((method) => method.held(bound).protects)

/** Undefined for an account that is unknown or disabled: it then counts as a stranger. */
export async function findSubject(
  sources: SubjectSources,
  accountId: AccountId,
): Promise<Subject | undefined> {
  const { directory, proofsSince } = sources
  const [account, bound] = await Promise.all([
    directory.find(accountId),
    findBound(sources, accountId),
  ])
  if (!account) return undefined
  const { hasPassword } = account
  const holder = { ...bound, ...present({ hasPassword }) }
  const held = METHODS.map((method) => ({ ...method, ...method.held(holder) }))
  const enrolled = isEnrolled(bound)
  const voided = [account.proofsNotBefore, proofsSince?.()].filter((at) => at !== undefined)
  return {
    account,
    ...bound,
    enrolled,
    abilities: {
      methods: new Set(held.flatMap(({ id, provable }) => (provable ? [id] : []))),
      // Who has a second factor adds another device after proving it: a password
      // alone must never be enough to bind a new one.
      enrollable: new Set(
        held.flatMap(({ id, enrollable }) => (enrollable && !enrolled ? [id] : [])),
      ),
      credentials: new Set(held.flatMap(({ credentials }) => credentials)),
      ...(voided.length === 0 ? {} : { notBefore: Math.max(...voided) as Instant }),
    },
  }
}

export const abilitiesOf = (
  subject: Subject | undefined,
  ladder: Pick<Ladder, 'methods'>,
): Abilities => subject?.abilities ?? strangerTo(ladder)

/** Somebody who said "not now": nothing can be enrolled in this request any more. */
export const withoutEnrolment = (abilities: Abilities): Abilities => ({
  ...abilities,
  enrollable: new Set(),
})

/** What the decision is computed from, apart from the request itself. */
export interface StepUpContext extends SubjectSources, Rules {
  readonly clock: Clock
  /** Absent where no browser is ever spared the code. */
  readonly trustedBrowsers?: TrustedBrowsers
}
