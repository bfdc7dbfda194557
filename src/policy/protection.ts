import type { Ladder } from '../assurance/index.ts'
import type { Rules } from './demands.ts'

/** What stands between a password and its account. */
export type Protection = 'devices' | 'recovery_codes' | 'nothing'

/** What an account has, as far as that goes. */
export interface Bound {
  readonly devices: readonly unknown[]
  /** It has a second factor; see `MethodModule.held`. */
  readonly enrolled: boolean
}

export const protectionOf = ({ devices, enrolled }: Bound): Protection =>
  devices.length > 0 ? 'devices' : enrolled ? 'recovery_codes' : 'nothing'

/**
 * What goes on protecting an account that is to lose a device. Recovery codes do as long as there are some to sign in
 * with, at a class that takes them: else its owner would be locked out.
 *
 * @param codes the method that they are, and how many are left
 */
export function protectionWithoutDevice(
  { secondFactor }: Pick<Ladder, 'secondFactor'>,
  { devices }: Bound,
  codes: { readonly method: string; readonly left: number },
): Protection {
  if (devices.length > 1) return 'devices'
  const standIn = secondFactor?.slots.some((slot) => slot.includes(codes.method)) ?? false
  return standIn && codes.left > 0 ? 'recovery_codes' : 'nothing'
}

/** Whether an owner can be without: turn the second factor off, or remove the last device. */
export const mayBeWithout = ({
  secondFactorRequired,
}: Pick<Rules, 'secondFactorRequired'>): boolean => !secondFactorRequired
