/** oidc-step-up: step-up with several named TOTP devices for oidc-provider. */
export {
  stepUp,
  type HostAccount,
  type HostAccounts,
  type HostAuthenticators,
  type HostRecoveryCodes,
  type HostTrustedBrowsers,
  type PlugIn,
  type PlugInOptions,
  type PlugInStore,
} from './plug-in/step-up.ts'
export type { Attached, NodeCallback } from './plug-in/attached.ts'
export {
  DEFAULT_LADDER,
  type AcrClassOptions,
  type AmrValues,
  type Method,
} from './assurance/index.ts'
export {
  DEFAULT_THROTTLE,
  MOST_WAITING,
  delayAfter,
  nameKey,
  refuseLookAlike,
  type AttemptStore,
  type Authenticator,
  type Authenticators,
  type AuthenticatorStore,
  type LookAlike,
  type SpareRemoval,
  type StoredRenaming,
  type Charge,
  type Confirmation,
  type Confirming,
  type Enroller,
  type EnrollerKey,
  type Enrolment,
  type FirstCode,
  type PendingAuthenticator,
  type Recovery,
  type RecoveryCodes,
  type RecoveryCodeSet,
  type RecoveryCodeStore,
  type Renaming,
  type RewrapProgress,
  type SealContext,
  type SealedPage,
  type SealedRecord,
  type SealedSecret,
  type SealedSecrets,
  type SealPurpose,
  type ShownRecoveryCodes,
  type ThrottlePolicy,
  type ThrottleSubject,
  type TimeStep,
  type TotpAlgorithm,
  type TotpParameters,
  type TrustedBrowser,
  type TrustedBrowserStore,
  type Verification,
  type Waiting,
} from './authenticators/index.ts'
export type { EventSink, Origin, StepUpEvent } from './events.ts'
export { ConfigurationError, Fault, type FaultCode } from './faults.ts'
export type { AccountId, AuthenticatorId, RecoveryCodeSetId, TrustedBrowserId } from './ids.ts'
export { dateOf, instantOf, plusSeconds, systemClock, type Clock, type Instant } from './instant.ts'
export {
  openSqliteStore,
  type SqliteStore,
  type SqliteStoreOptions,
} from './stores/sqlite/open-sqlite-store.ts'
