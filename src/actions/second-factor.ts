import type { Ladder } from '../assurance/index.ts'
import { RECOVERY_CODE, remainingOf, type RecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { Authenticators } from '../methods/totp/index.ts'
import { removeSecondFactor, type Authenticator, type RecoveryCodeSet } from '../people/index.ts'
import type { RemovedSecondFactor } from '../people/remove-second-factor.ts'
import {
  mayBeWithout,
  protectionWithoutDevice,
  type Bound,
  type Protection,
} from '../policy/index.ts'
import type { Accounts } from './accounts.ts'
import type { Acting } from './acting.ts'
import { recordRemoval, removeSpare } from './devices.ts'

interface Ports {
  readonly authenticators: Pick<
    Authenticators,
    'list' | 'confirmed' | 'remove' | 'removeSpare' | 'abandonAll'
  >
  readonly recoveryCodes: Pick<RecoveryCodes, 'find' | 'remove'>
  /** Every account has to have one. */
  readonly secondFactorRequired: boolean
}

/** What became of turning the second factor off. */
export type TurningOff =
  | 'off'
  /** Every account has to have one. */
  | 'required'
  /** A device was confirmed meanwhile: it was not among what was to go, and protects the account. */
  | 'standing'

/**
 * Removes all that stands between the password and the account.
 *
 * Where a store keeps it in one change, all goes at once. Else the devices go first, one by one, and the recovery codes
 * last, because an account counts as enrolled while either stands: whatever a crash leaves in between still asks for a
 * code, and the one who turned it off can go on with a recovery code. Only what was listed goes, so that nothing is removed
 * without being recorded; and of several at once each device, and the end, is recorded by the one who did it.
 */
export async function turnOff(ports: Ports, acting: Acting): Promise<TurningOff> {
  if (!mayBeWithout(ports)) return 'required'
  return acting.together(() => removeAllOf(ports, acting))
}

async function removeAllOf(
  { authenticators, recoveryCodes }: Ports,
  acting: Acting,
): Promise<TurningOff> {
  const { subject } = acting
  await authenticators.abandonAll(subject)
  const codes = await recoveryCodes.find(subject)
  let lastRemoved = false
  for (const device of await authenticators.list(subject)) {
    lastRemoved = await authenticators.remove(subject, device.id)
    if (lastRemoved) await recordRemoval(acting, device)
  }
  const codesRemoved = await recoveryCodes.remove(subject)
  if ((await authenticators.confirmed(subject)).length > 0) return 'standing'
  if (codes ? codesRemoved : lastRemoved) await acting.record({ type: 'second_factor_off' })
  return 'off'
}

/** What an account has, with the codes that stand in for a device. */
type Held = Bound & { readonly recoveryCodes?: RecoveryCodeSet | undefined }

/** What protects the account once a device is gone. */
export const protectionWithout = (ladder: Pick<Ladder, 'secondFactor'>, held: Held): Protection =>
  protectionWithoutDevice(ladder, held, {
    method: RECOVERY_CODE.id,
    left: held.recoveryCodes ? remainingOf(held.recoveryCodes) : 0,
  })

/**
 * What became of a lost device. `last`: something that was to go on protecting the account is gone;
 * `standing`: another device was added meanwhile, and protects it.
 */
export type Loss = 'removed' | 'last' | 'not_found' | Exclude<TurningOff, 'off'>

/**
 * Removes a lost device, of which its owner was told what protects the account afterwards. The
 * recovery codes stay where they do: then the account goes on asking for one of them.
 */
export async function loseDevice(
  ports: Ports,
  acting: Acting,
  device: Pick<Authenticator, 'id' | 'name'>,
  until: Protection,
): Promise<Loss> {
  if (until === 'devices') return removeSpare(ports, acting, device)
  if (until === 'nothing') {
    const result = await turnOff(ports, acting)
    return result === 'off' ? 'removed' : result
  }
  return acting.together(async () => {
    if (!(await ports.authenticators.remove(acting.subject, device.id))) return 'not_found'
    await recordRemoval(acting, device)
    return 'removed'
  })
}

/**
 * Everything is lost: removes all devices and the codes, and from then on no code is accepted. Then what was proved with the
 * password is void as well, so that whoever holds the lost device's session loses it; and what was counted is forgotten.
 */
export const resetSecondFactor = (
  ports: {
    readonly authenticators: Pick<Authenticators, 'removeAll' | 'unlock'>
    readonly recoveryCodes: Pick<RecoveryCodes, 'remove'>
    readonly accounts: Pick<Accounts, 'voidProofs'>
  },
  { subject, record, together }: Acting,
): Promise<RemovedSecondFactor> =>
  together(async () => {
    const removed = await removeSecondFactor(ports, subject)
    await ports.accounts.voidProofs(subject)
    await ports.authenticators.unlock(subject)
    await record({ type: 'second_factor_reset' })
    return removed
  })
