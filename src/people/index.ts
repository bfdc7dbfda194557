/** Who can sign in, what they have, and the ports that keep it. */
export { nameKey } from '../kernel/typed.ts'
export type { AssignedStore, TokenCode } from './assigned-store.ts'
export type { AccountStore, AccountWithPassword } from './account-store.ts'
export { type Account, isShut } from './account.ts'
export type { AdoptedDevice, Adopting, Adoption, AdoptionStore } from './adoption-store.ts'
export type { ArtefactAdapter } from './artefact-index.ts'
export { type ArtefactIndex, consentOf } from './artefact-index.ts'
export {
  type AuthenticatorStore,
  type Confirming,
  type FirstCode,
  MOST_WAITING,
  type SpareRemoval,
  type StoredRenaming,
  type Waiting,
} from './authenticator-store.ts'
export {
  type Authenticator,
  DEFAULT_TOTP,
  type TotpAlgorithm,
  type TotpParameters,
  type TotpSetting,
  lastUseOf,
} from './authenticator.ts'
export { checkUp, type GapCode } from './check-up.ts'
export { type AttemptCode, attemptInSteps } from './code-attempts.ts'
export {
  judgeName,
  LONGEST_DEVICE_NAME,
  lookAlike,
  parseDeviceName,
  readDeviceName,
  refuseLookAlike,
} from './device-name.ts'
export type { AccountDirectory, DirectoryAccount } from './directory.ts'
export {
  centreOf,
  fastBy,
  isSecond,
  MOST_DRIFT,
  type NearMiss,
  nextCodeAt,
  tellableDrift,
} from './drift.ts'
export type { EmailChangeStore } from './email-change-store.ts'
export { emailOf, isEmail } from './names.ts'
export { type Enroller, enrollerKey, type EnrollerKey } from './enroller.ts'
export { findByName, isAddress } from './names.ts'
export { CONSENT_KEY, FORMER_IDS_UNTIL, NETWORK_KEY, RECORD_KEY } from './payload-keys.ts'
export { isValidLogin } from './names.ts'
export type { ClaimedLogoutNotice, LogoutOutbox } from './logout-outbox.ts'
export type { PasswordResetStore } from './password-reset-store.ts'
export type { RecoveryCodeSet, RecoveryCodeStore } from './recovery-code-store.ts'
export { removeSecondFactor } from './remove-second-factor.ts'
export { stepAt, type TimeStep, WINDOW } from './authenticator.ts'
export type {
  Confirmation,
  Enrolment,
  FirstCodeFlaw,
  LookAlike,
  NameFlaw,
  Recovery,
  Renaming,
  Verification,
} from './verification.ts'
