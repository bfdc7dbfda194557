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
} from './plug-in/plug-in.ts'
export type { Attached, NodeCallback } from './plug-in/attached.ts'
export {
  DEFAULT_LADDER,
  type AcrClassOptions,
  type AmrValues,
  type Method,
} from './methods/index.ts'
export {
  DEFAULT_THROTTLE,
  delayAfter,
  type AttemptStore,
  type Charge,
  type ThrottlePolicy,
  type ThrottleSubject,
} from './kernel/throttle/attempt-store.ts'
export {
  MOST_WAITING,
  refuseLookAlike,
  type Authenticator,
  type AuthenticatorStore,
  type LookAlike,
  type SpareRemoval,
  type StoredRenaming,
  type Confirmation,
  type Confirming,
  type Enroller,
  type EnrollerKey,
  type Enrolment,
  type FirstCode,
  type RecoveryCodeSet,
  type RecoveryCodeStore,
  type Renaming,
  type TotpAlgorithm,
  type TotpParameters,
  type Verification,
  type Waiting,
} from './people/index.ts'
export { type TimeStep } from './people/authenticator.ts'
export { nameKey } from './kernel/typed.ts'
export type { Authenticators, PendingAuthenticator } from './methods/totp/index.ts'
export type { Recovery, RecoveryCodes, ShownRecoveryCodes } from './methods/recovery-codes/index.ts'
export type { RewrapProgress } from './kernel/sealing/rewrap.ts'
export type { SealContext, SealedSecret, SealPurpose } from './kernel/sealing/sealer.ts'
export {
  createHostStores,
  type HostDocuments,
  type HostStores,
} from './stores/documents/host-stores.ts'
export { type Along, type DocumentWrite, type Step } from './stores/documents/port.ts'
export type { SealedPage, SealedRecord, SealedSecrets } from './kernel/sealing/sealed-secrets.ts'
export type { TrustedBrowser, TrustedBrowserStore } from './trust/trusted-browsers.ts'
export type { EventSink, StepUpEvent } from './audit/events.ts'
export type { Origin } from './kernel/network.ts'
export { ConfigurationError, Fault, type FaultCode } from './kernel/faults.ts'
export type {
  AccountId,
  AuthenticatorId,
  RecoveryCodeSetId,
  TrustedBrowserId,
} from './kernel/ids.ts'
export {
  dateOf,
  instantOf,
  plusSeconds,
  systemClock,
  type Clock,
  type Instant,
} from './kernel/instant.ts'
export {
  openSqliteStore,
  type SqliteStore,
  type SqliteStoreOptions,
} from './stores/sqlite/open-sqlite-store.ts'
