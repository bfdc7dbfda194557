/** What oidc-provider has to know. `policy.ts` is where the decision comes in. */
export {
  findBound,
  findSubject,
  isEnrolled,
  type Subject,
  type SubjectSources,
} from './abilities.ts'
export { choiceOf, SELECT_ACCOUNT } from './account-selection.ts'
export {
  type AccountSession,
  type AccountSessions,
  createAccountSessions,
} from './account-sessions.ts'
export {
  addToRecord,
  ANSWERED_KEY,
  asCurrent,
  DECLINED_KEY,
  interactionResult,
  parseRecord,
  type ProofRecord,
  RECORD_KEY,
} from './chain.ts'
export { readClaimsRequest } from './claims/claims-request.ts'
export { issuedAmr } from './client-metadata.ts'
export type { StepUpContext } from './abilities.ts'
export {
  type AccountApplications,
  createAccountApplications,
  type GrantedApplication,
  permissionsOf,
} from './grants/account-applications.ts'
export {
  type Consents,
  EVERYTHING,
  OFFLINE_ACCESS,
  allowedBy,
  allowsOffline,
  asksMore,
  createConsents,
  hangOn,
  isConsent,
  widen,
  withoutOffline,
} from './grants/consents.ts'
export { labelOfClient } from './grants/known-client.ts'
export { attachDeviceGrace } from './grants/device-grace.ts'
export { attachRefreshGrace } from './grants/refresh-grace.ts'
export { DECLINED, reasonOf, REASONS, UNMET } from './interaction-reason.ts'
export { judgeRequest } from './judge-request.ts'
export { sentParameter } from './library.ts'
export {
  LOGOUT_LEASE,
  type LogoutFailure,
  type LogoutNotice,
  type LogoutNotices,
  createLogoutNotices,
} from './logout/back-channel-logout.ts'
export { cookiesFor } from './library.ts'
export { evidenceOf, sessionStart, type SessionView } from './session-evidence.ts'
export {
  type BrowserJudgement,
  clearTrustCookie,
  factorsOf,
  judgeInBrowser,
  setTrustCookie,
  trustCookieOf,
} from './trusted-browser.ts'
