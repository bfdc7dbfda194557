import type { AccountId } from '../kernel/ids.ts'
import type { AuthenticatorStore } from './authenticator-store.ts'
import type { RecoveryCodeStore } from './recovery-code-store.ts'

/** What an account's second factor consists of: the stores, or the domain over them. */
export interface SecondFactor {
  readonly authenticators: Pick<AuthenticatorStore, 'removeAll'>
  /** Absent where none are given out. */
  readonly recoveryCodes?: Pick<RecoveryCodeStore, 'remove'>
}

/** What was removed. */
export interface RemovedSecondFactor {
  readonly devices: number
  readonly recoveryCodes: boolean
}

/**
 * Removes all devices and the recovery codes, so that the password alone opens the account. The devices
 * go first: were it stopped in between, the codes would still protect the account.
 */
export async function removeSecondFactor(
  { authenticators, recoveryCodes }: SecondFactor,
  accountId: AccountId,
): Promise<RemovedSecondFactor> {
  const devices = await authenticators.removeAll(accountId)
  return { devices, recoveryCodes: (await recoveryCodes?.remove(accountId)) ?? false }
}
