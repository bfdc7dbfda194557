/** oidc-step-up: step-up with several named TOTP devices for oidc-provider. */
export { stepUp, type PlugIn, type PlugInOptions, type PlugInStore } from './plug-in/step-up.ts'
export type { AccountDirectory, DirectoryAccount, PasswordVerdict } from './accounts/index.ts'
export { DEFAULT_LADDER, type AcrClassOptions, type Method } from './assurance/index.ts'
export {
  DEFAULT_THROTTLE,
  delayAfter,
  type AttemptStore,
  type Authenticator,
  type Authenticators,
  type AuthenticatorStore,
  type Charge,
  type ThrottlePolicy,
  type ThrottleSubject,
  type TimeStep,
} from './authenticators/index.ts'
export type { EventSink, StepUpEvent } from './events.ts'
export { ConfigurationError, Fault, type FaultCode } from './faults.ts'
export type { AccountId, AuthenticatorId } from './ids.ts'
export { systemClock, type Clock, type Instant } from './instant.ts'
export {
  openSqliteStore,
  type SqliteStore,
  type SqliteStoreOptions,
} from './stores/sqlite/open-sqlite-store.ts'
