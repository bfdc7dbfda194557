/** Codes for when no device is at hand. */
export type { Recovery } from '../../people/index.ts'
export { RECOVERY_CODE } from './method.ts'
export { createRecoveryCode, parseRecoveryCode } from './recovery-code.ts'
export {
  ENOUGH_RECOVERY_CODES,
  type MadeRecoveryCodes,
  type RecoveryCodes,
  type ShownRecoveryCodes,
  createRecoveryCodes,
  remainingOf,
} from './recovery-codes.ts'
