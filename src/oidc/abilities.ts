import { STRANGER, type Abilities, type Method } from '../assurance/index.ts'
import type {
  AccountDirectory,
  DirectoryAccount,
  Authenticator,
  RecoveryCodeSet,
} from '../people/index.ts'
import { remainingOf, type RecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { Authenticators } from '../methods/totp/index.ts'
import type { AccountId, CredentialId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** An account as the decision and the pages need it, read once per request. */
export interface Subject {
  readonly account: DirectoryAccount
  /** Confirmed ones. */
  readonly devices: readonly Authenticator[]
  readonly recoveryCodes: RecoveryCodeSet | undefined
  /**
   * Has bound a second factor. So it is while recovery codes stand, though the last device was lost and
   * though all of them are used: running out of codes must not turn off what they stand in for.
   */
  readonly enrolled: boolean
  readonly abilities: Abilities
}

export interface SubjectSources {
  readonly directory: AccountDirectory
  readonly authenticators: Pick<Authenticators, 'confirmed'>
  /** Absent where none are given out. */
  readonly recoveryCodes?: Pick<RecoveryCodes, 'find'>
  /** Proofs before this count for nobody any more; see `StepUpOptions.proofLifetime`. */
  readonly proofsSince?: () => Instant
}

/** What an account has bound, whoever it is. */
export async function findFactors(
  {
    authenticators,
    recoveryCodes: codes,
  }: Pick<SubjectSources, 'authenticators' | 'recoveryCodes'>,
  accountId: AccountId,
): Promise<Pick<Subject, 'devices' | 'recoveryCodes' | 'enrolled'>> {
  const [devices, recoveryCodes] = await Promise.all([
    authenticators.confirmed(accountId),
    codes?.find(accountId),
  ])
  return { devices, recoveryCodes, enrolled: devices.length > 0 || recoveryCodes !== undefined }
}

/** Undefined for an account that is unknown or disabled: it then counts as a stranger. */
export async function findSubject(
  sources: SubjectSources,
  accountId: AccountId,
): Promise<Subject | undefined> {
  const { directory, proofsSince } = sources
  const [account, { devices, recoveryCodes, enrolled }] = await Promise.all([
    directory.find(accountId),
    findFactors(sources, accountId),
  ])
  if (!account) return undefined
  const methods = new Set<Method>(['password'])
  if (devices.length > 0) methods.add('totp')
  if (recoveryCodes && remainingOf(recoveryCodes) > 0) methods.add('recovery_code')
  const voided = [account.proofsNotBefore, proofsSince?.()].filter((at) => at !== undefined)
  return {
    account,
    devices,
    recoveryCodes,
    enrolled,
    abilities: {
      methods,
      // Who has a second factor adds another device after proving it: a password
      // alone must never be enough to bind a new one.
      enrollable: new Set<Method>(enrolled ? [] : ['totp']),
      credentials: new Set<CredentialId>([
        ...devices.map(({ id }) => id),
        ...(recoveryCodes ? [recoveryCodes.id] : []),
      ]),
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
