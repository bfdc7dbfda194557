import type { Context } from 'koa'
import { mayBeWithout, protectionWithoutDevice } from '../policy/index.ts'
import { RECOVERY_CODE, remainingOf } from '../methods/recovery-codes/index.ts'
import type { Authenticator } from '../people/index.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Protection } from '../pages/second-factor.ts'
import { emit } from '../web/emit.ts'
import type { Subject } from '../oidc/index.ts'
import type { ConsoleContext } from './console-context.ts'

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
 * The devices go first, one by one, and the recovery codes last, because an account counts as enrolled
 * while either stands: whatever a crash leaves in between still asks for a code, and the one who turned
 * it off can go on with a recovery code. Only what was listed goes, so that nothing is removed without
 * being recorded; and of several at once each device, and the end, is recorded by the one who did it.
 */
export async function turnOff(
  context: ConsoleContext,
  ctx: Context,
  accountId: AccountId,
): Promise<TurningOff> {
  if (!mayBeWithout(context)) return 'required'
  const { authenticators, recoveryCodes } = context
  await authenticators.abandonAll(accountId)
  const codes = await recoveryCodes.find(accountId)
  let lastRemoved = false
  for (const device of await authenticators.list(accountId)) {
    lastRemoved = await authenticators.remove(accountId, device.id)
    if (lastRemoved) await recordRemoval(context, ctx, device)
  }
  const codesRemoved = await recoveryCodes.remove(accountId)
  if ((await authenticators.confirmed(accountId)).length > 0) return 'standing'
  if (codes ? codesRemoved : lastRemoved) {
    await emit(context, ctx, { type: 'second_factor_off', accountId })
  }
  return 'off'
}

/** A device that the account can do without; the last one says so and stays. */
export async function removeSpare(
  context: ConsoleContext,
  ctx: Context,
  device: Authenticator,
): Promise<'removed' | 'last' | 'not_found'> {
  const result = await context.authenticators.removeSpare(device.accountId, device.id)
  if (result === 'removed') await recordRemoval(context, ctx, device)
  return result
}

/** What protects the account once a device is gone. */
export const protectionWithout = (
  { stepUp: { ladder } }: ConsoleContext,
  subject: Subject,
): Protection =>
  protectionWithoutDevice(ladder, subject, {
    method: RECOVERY_CODE.id,
    left: subject.recoveryCodes ? remainingOf(subject.recoveryCodes) : 0,
  })

/**
 * What became of a lost device. `last`: something that was to go on protecting the account is gone;
 * `standing`: another device was added meanwhile, and protects it.
 */
export type Loss = 'removed' | 'last' | 'not_found' | 'required' | 'standing'

/**
 * Removes a lost device, of which its owner was told what protects the account afterwards. The
 * recovery codes stay where they do: then the account goes on asking for one of them.
 */
export async function loseDevice(
  context: ConsoleContext,
  ctx: Context,
  device: Authenticator,
  until: Protection,
): Promise<Loss> {
  if (until === 'devices') return removeSpare(context, ctx, device)
  if (until === 'nothing') {
    const result = await turnOff(context, ctx, device.accountId)
    return result === 'off' ? 'removed' : result
  }
  if (!(await context.authenticators.remove(device.accountId, device.id))) return 'not_found'
  await recordRemoval(context, ctx, device)
  return 'removed'
}

const recordRemoval = (
  context: ConsoleContext,
  ctx: Context,
  { accountId, id, name }: Authenticator,
): Promise<void> =>
  emit(context, ctx, { type: 'device_removed', accountId, authenticator: id, name })
