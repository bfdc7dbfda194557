/** Codes for when no device is at hand. */
export { createRecoveryCode, parseRecoveryCode } from './recovery-code.ts'
export {
  ENOUGH_RECOVERY_CODES,
  type MadeRecoveryCodes,
  type Recovery,
  type RecoveryCodes,
  type ShownRecoveryCodes,
  createRecoveryCodes,
  remainingOf,
} from './recovery-codes.ts'
