import { STRANGER, type Abilities, type Method } from '../assurance/index.ts'
import type { AccountDirectory, DirectoryAccount } from '../accounts/index.ts'
import type { Authenticator, Authenticators } from '../authenticators/index.ts'
import type { AccountId } from '../ids.ts'
import type { Instant } from '../instant.ts'

/** An account as the decision and the pages need it, read once per request. */
export interface Subject {
  readonly account: DirectoryAccount
  readonly devices: readonly Authenticator[]
  readonly abilities: Abilities
}

export interface SubjectSources {
  readonly directory: AccountDirectory
  readonly authenticators: Pick<Authenticators, 'confirmed'>
  /** Proofs before this count for nobody any more; see `StepUpOptions.proofLifetime`. */
  readonly proofsSince?: () => Instant
}

/** Undefined for an account that is unknown or disabled: it then counts as a stranger. */
export async function findSubject(
  { directory, authenticators, proofsSince }: SubjectSources,
  accountId: AccountId,
): Promise<Subject | undefined> {
  const [account, devices] = await Promise.all([
    directory.find(accountId),
    authenticators.confirmed(accountId),
  ])
  if (!account) return undefined
  const enrolled = devices.length > 0
  const voided = [account.proofsNotBefore, proofsSince?.()].filter((at) => at !== undefined)
  return {
    account,
    devices,
    abilities: {
      methods: new Set<Method>(enrolled ? ['password', 'totp'] : ['password']),
      // Who has a device adds another in the account console, after a code from the first: a password
      // alone must never be enough to bind a new one.
      enrollable: new Set<Method>(enrolled ? [] : ['totp']),
      authenticators: new Set(devices.map(({ id }) => id)),
      ...(voided.length === 0 ? {} : { notBefore: Math.max(...voided) as Instant }),
    },
  }
}

export const abilitiesOf = (subject: Subject | undefined): Abilities =>
  subject?.abilities ?? STRANGER

/** Somebody who said "not now": nothing can be enrolled in this request any more. */
export const withoutEnrolment = (abilities: Abilities): Abilities => ({
  ...abilities,
  enrollable: new Set(),
})
