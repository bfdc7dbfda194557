/**
 * What a store has to promise, as properties that any test runner can run: each has a `name` and a
 * `run()` that rejects with an `AssertionError`. Hosts test their own stores with it.
 */
export {
  accountEnrolmentConformance,
  type EnrollingStore,
} from './account-enrolment-conformance.ts'
export { accountLeavingConformance } from './account-leaving-conformance.ts'
export { accountRemovalConformance } from './account-removal-conformance.ts'
export { accountStoreConformance } from './account-store-conformance.ts'
export { activityStoreConformance } from './activity-store-conformance.ts'
export { adapterConformance } from './adapter-conformance.ts'
export { type ArtefactStore } from './artefact-index-conformance.ts'
export { artefactIndexConformance, type IndexedArtefacts } from './artefact-index-conformance.ts'
export { attemptStoreConformance } from './attempt-store-conformance.ts'
export { authenticatorStoreConformance } from './authenticator-store-conformance.ts'
export { clientStoreConformance, type ClientsAndSecrets } from './client-store-conformance.ts'
export {
  passwordResetStoreConformance,
  type AccountsAndResets,
} from './password-reset-store-conformance.ts'
export {
  emailChangeStoreConformance,
  type AccountsAndAddresses,
} from './email-change-store-conformance.ts'
export { SMALL_LIMITS, limitsConformance } from './limits-conformance.ts'
export { graceConformance, type GracefulStore } from './grace-conformance.ts'
export { logoutOutboxConformance } from './logout-outbox-conformance.ts'
export { outboxStoreConformance } from './outbox-store-conformance.ts'
export { recoveryCodeStoreConformance } from './recovery-code-store-conformance.ts'
export { sealedSecretsConformance, type SealedStore } from './sealed-secrets-conformance.ts'
export { trustedBrowserStoreConformance } from './trusted-browser-store-conformance.ts'
export type { ConformanceProperty, OpenTwoHandles, TwoHandles } from './property.ts'
